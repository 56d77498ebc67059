import queue
import threading

words = queue.SimpleQueue()
threading.Thread(target=lambda: [words.put(word) for word in "one two three".split()]).start()
print([words.get() for _ in range(3)])
print(words.empty(), words.qsize())
