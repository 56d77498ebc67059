//! A Python interpreter on the stage, as a model: real threads that run bytecodes under a GIL. Its hand-overs are told, the
//! first of them one by one, all of them as lanes.
//!
//! Never knows the lock's rules: those are `python::gil`'s.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use crate::protocol::{ActorId, GIL};
use crate::python::eval_loop::{self, Globals, Op, SwitchPoints};
use crate::python::gil::{Gil, Moment};
use crate::runtime::lane::{Doing, Lane};
use crate::stage::Actor;

/// After how many switch points a worker looks at the kernel's clocks: seldom enough to cost nothing.
const LOOK_EVERY: u32 = 8192;

/// An interpreter: a GIL, and the globals that its threads share.
pub struct Interpreter {
    gil: Gil<ActorId>,
    globals: Globals,
    points: SwitchPoints,
    /// How many waits may still be told.
    to_tell: AtomicUsize,
}

impl Interpreter {
    /// A new one, whose global `c` is 0. So many waits of its threads are told as events: enough to step through, not so
    /// many that nobody would.
    pub fn new(interval: Duration, points: SwitchPoints, told: usize) -> Self {
        Self {
            gil: Gil::new(interval),
            globals: Globals::new("c", 0),
            points,
            to_tell: AtomicUsize::new(told),
        }
    }

    /// Takes the GIL for the calling thread, which is `py`'s.
    pub fn enter<'a>(&'a self, py: &'a Actor) -> Holder<'a> {
        let holder = Holder {
            py,
            python: self,
            lane: RefCell::new(Lane::begin(py.id().as_str())),
            waits: RefCell::default(),
            looks: Cell::new(0),
        };
        holder.take();
        holder
    }

    /// The value of the global `c`.
    pub fn c(&self) -> i64 {
        self.globals.load("c")
    }

    /// How often the GIL went from one thread to another.
    pub fn switches(&self) -> u64 {
        self.gil.switches()
    }

    fn may_tell(&self) -> bool {
        let one_less = |left: usize| left.checked_sub(1);
        self.to_tell
            .fetch_update(Relaxed, Relaxed, one_less)
            .is_ok()
    }
}

/// A thread that holds the GIL, but for its blocking calls and while it hands it over.
pub struct Holder<'a> {
    py: &'a Actor,
    python: &'a Interpreter,
    lane: RefCell<Lane>,
    /// For whom it was told that it waits.
    waits: RefCell<Option<ActorId>>,
    looks: Cell<u32>,
}

impl Holder<'_> {
    fn take(&self) {
        self.python
            .gil
            .take(self.py.id(), |moment| self.tell(moment));
    }

    /// Lets the GIL go and does something else from then on.
    fn release(&self, then: Doing) {
        self.python
            .gil
            .release(self.py.id(), |_| self.lane.borrow_mut().now(then));
    }

    /// Told under the GIL's own mutex: the trace has its order.
    fn tell(&self, moment: Moment<ActorId>) {
        let me = self.py.id();
        match moment {
            Moment::Waits(holder) => {
                self.lane.borrow_mut().now(Doing::Waits);
                if self.python.may_tell() {
                    self.waits_for(holder);
                }
            }
            Moment::Asks(holder) => {
                let told = self.waits.borrow().clone();
                let Some(told) = told else { return };
                self.py.message(me.as_str(), holder.as_str(), "ask", GIL);
                if told != holder {
                    self.waits_for(holder); // it has gone to another meanwhile
                }
            }
            Moment::Takes => {
                self.lane.borrow_mut().now(Doing::Holds);
                if self.waits.take().is_some() {
                    self.py.unblocked(GIL);
                }
            }
            Moment::Drops => {}
        }
    }

    fn waits_for(&self, holder: ActorId) {
        self.py.blocked(GIL, Some(&holder));
        self.waits.replace(Some(holder));
    }

    /// Runs a loop of `n` rounds, and hands the GIL over at a switch point when it was asked for.
    pub fn run(&self, code: &[Op], n: u64) {
        let (globals, points) = (&self.python.globals, self.python.points);
        eval_loop::run(code, n, globals, points, || {
            let looks = self.looks.get() + 1;
            self.looks.set(looks % LOOK_EVERY);
            if looks == LOOK_EVERY {
                self.lane.borrow_mut().look();
            }
            if self.python.gil.drop_requested() {
                self.release(Doing::Waits); // it wants it back
                self.take();
            }
        });
    }

    /// A blocking call: meanwhile others may have the GIL.
    pub fn blocking<T>(&self, call: impl FnOnce() -> T) -> T {
        self.release(Doing::Without);
        let came = call();
        self.take();
        came
    }

    /// `sleep(seconds)`; `call` is how Python writes it.
    pub fn sleep(&self, call: &str, time: Duration) {
        self.blocking(|| {
            let told = self.python.may_tell();
            if told {
                self.py.blocked(call, None);
            }
            std::thread::sleep(time);
            if told {
                self.py.unblocked(call);
            }
        });
        self.lane.borrow_mut().look();
    }

    /// Lets the GIL go for good and gives what was done with the time.
    pub fn leave(self) -> Lane {
        self.lane.borrow_mut().look();
        self.release(Doing::Without);
        let mut lane = self.lane.into_inner();
        lane.look();
        lane
    }
}
