import threading

timer = threading.Timer(0.05, print, ["time"])
timer.start()
never = threading.Timer(60, print, ["never"])
never.start()
never.cancel()
timer.join()
never.join()
print("end")
