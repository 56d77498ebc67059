import sys

print("first")
sys.stdout = None
print("nowhere")
sys.stderr = None
sys.stdout = sys.__stdout__
print("again")
raise SystemExit("where does it go?")
