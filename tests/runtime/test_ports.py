import os
import socket

import pytest

from runtime.ports import LOOPBACK, PortTaken, free_port, require_free


def test_a_free_port_is_free() -> None:
    require_free(free_port(), "TUNTAS_HTTP_PORT")


def test_who_holds_a_taken_port_is_named_with_the_setting() -> None:
    with socket.socket() as holder:
        holder.bind((LOOPBACK, 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(
            PortTaken, match=rf"port {port} \(TUNTAS_HTTP_PORT\).*process {os.getpid()}: .*python"
        ):
            require_free(port, "TUNTAS_HTTP_PORT")
