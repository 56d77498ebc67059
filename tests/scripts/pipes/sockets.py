import socket
import threading

here, there = socket.socketpair()


def echo():
    while True:
        came = there.recv(10)
        if not came:
            return
        there.sendall(came.upper())


thread = threading.Thread(target=echo)
thread.start()
here.sendall(b"hello")
print(here.recv(10))
here.close()
thread.join()
