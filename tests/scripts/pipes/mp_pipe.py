import multiprocessing

multiprocessing.set_start_method("fork", force=True)


def child(end):
    end.send(["from", "the child"])
    print("asked", end.recv())
    end.close()


here, there = multiprocessing.Pipe()
process = multiprocessing.Process(target=child, args=(there,))
process.start()
print(here.recv())
here.send("something")
process.join()
print(process.exitcode)
