"""The ``handlingsrom`` program, one module per sub-command."""
