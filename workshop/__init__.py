"""The web application: Flask pages, sockets and the ``handlingsrom`` program."""
