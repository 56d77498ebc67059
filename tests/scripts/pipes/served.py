import http.server
import socketserver
import threading
import urllib.request


class Quiet(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *words):
        pass


with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Quiet) as server:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for path in "one", "two":
        print(opener.open("http://127.0.0.1:%d/%s" % (server.server_address[1], path)).read())
    server.shutdown()
    thread.join()
print("served")
