import threading


class Account:
    def __init__(self, balance):
        self.lock = threading.Lock()
        self.balance = balance

    def take(self, n):
        with self.lock:
            if self.balance >= n:
                self.balance -= n


account = Account(100)
threads = [threading.Thread(target=account.take, args=(30,)) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(account.balance)
