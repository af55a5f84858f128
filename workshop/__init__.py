"""The live workshop: Flask pages, sockets and the ``handlingsrom`` program."""
