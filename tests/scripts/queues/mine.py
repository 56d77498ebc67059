import sched
import string_of_mine

print(sched.choice([1, 2, 3]), string_of_mine.words())
