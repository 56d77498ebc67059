//! The messages of asyncio, each provoked; and the order of a few small programs, known from CPython.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::*;
use crate::python::Value;

/// Time that jumps, and nothing to read.
#[derive(Default)]
struct Jumping(Cell<f64>);

impl Host for Jumping {
    fn time(&self) -> f64 {
        self.0.get()
    }

    fn select(&self, _watched: &[Source], timeout: Option<f64>) -> Vec<Source> {
        let timeout = timeout.expect("nobody waits for ever");
        self.0.set(self.0.get() + timeout);
        Vec::new()
    }
}

fn event_loop() -> EventLoop {
    EventLoop::new(Rc::new(Jumping::default()))
}

/// What a body under `asyncio.run` comes to, as Python would word it.
fn run(body: impl FnOnce(&Await<'_>) -> Py + 'static) -> String {
    let event_loop = event_loop();
    let main = event_loop.coroutine("main", body);
    match event_loop.run("main", main) {
        Ok(value) => value.repr(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_coroutine_speaks_of_itself_as_one() {
    let event_loop = event_loop();
    let co = event_loop.coroutine("co", |_| Ok(Value::None));
    let said = |came: Py| came.map_or_else(|error| error.to_string(), |value| value.repr());
    assert_eq!(
        said(co.send(5)),
        "TypeError: can't send non-None value to a just-started coroutine"
    );
    assert_eq!(
        said(co.iter()),
        "TypeError: 'coroutine' object is not iterable"
    );
    assert_eq!(said(co.send(Value::None)), "StopIteration");
    assert_eq!(
        said(co.send(Value::None)),
        "RuntimeError: cannot reuse already awaited coroutine"
    );
    let stops = event_loop.coroutine("stops", |_| Err(Class::StopIteration.bare()));
    assert_eq!(
        said(stops.send(Value::None)),
        "RuntimeError: coroutine raised StopIteration"
    );
}

#[test]
fn a_coroutine_that_nobody_awaited_says_so_once() {
    let heard = Rc::new(RefCell::new(Vec::new()));
    for awaited in [false, true] {
        let event_loop = event_loop();
        let hearing = Rc::clone(&heard);
        let co = event_loop
            .coroutine("co", |_| Ok(Value::None))
            .warning(move |text| hearing.borrow_mut().push(text.to_owned()));
        if awaited {
            event_loop.run("co", co).expect("it returns None");
        }
    }
    let warning = "RuntimeWarning: coroutine 'co' was never awaited";
    assert_eq!(*heard.borrow(), [warning]);
}

#[test]
fn what_cannot_be_awaited_is_refused() {
    assert_eq!(
        run(|py| py.value(&5.into())),
        "TypeError: object int can't be used in 'await' expression"
    );
    assert_eq!(
        run(|py| py.bare_yield(7)),
        "RuntimeError: Task got bad yield: 7"
    );
    assert_eq!(
        run(|py| {
            let again = py.event_loop().coroutine("co", |_| Ok(1.into()));
            py.coroutine(&again)?;
            py.coroutine(&again)
        }),
        "RuntimeError: cannot reuse already awaited coroutine"
    );
    assert_eq!(
        run(|py| {
            let nested = py.event_loop().coroutine("nested", |_| Ok(1.into()));
            py.event_loop().run("nested", nested)
        }),
        "RuntimeError: asyncio.run() cannot be called from a running event loop"
    );
    assert!(
        run(|py| py.future(&py.current_task()?))
            .starts_with("RuntimeError: Task cannot await on itself: <Task pending name=")
    );
}

#[test]
fn a_group_says_how_many_failed() {
    let failing = |count: usize| {
        run(move |py| {
            py.task_group(|group| {
                for _ in 0..count {
                    let fails = |_: &Await<'_>| Err(Class::ValueError.bare());
                    group.create_task("t", py.event_loop().coroutine("fails", fails))?;
                }
                Ok(Value::None)
            })
        })
    };
    let one = "ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)";
    assert_eq!(failing(1), one);
    let two = "ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)";
    assert_eq!(failing(2), two);
}

#[test]
fn a_hundred_that_read_await_and_write_leave_one() {
    let counter = Rc::new(Cell::new(0));
    let counted = Rc::clone(&counter);
    let came = run(move |py| {
        let adds = |counter: Rc<Cell<i64>>| {
            py.event_loop().coroutine("add", move |py| {
                let seen = counter.get();
                py.sleep(0.0)?;
                counter.set(seen + 1);
                Ok(Value::None)
            })
        };
        let create = |_| {
            py.event_loop()
                .create_task("add", adds(Rc::clone(&counter)))
        };
        let tasks: Vec<Future> = (0..100).map(create).collect();
        py.gather(&tasks, false)?;
        Ok(Value::None)
    });
    assert_eq!((came.as_str(), counted.get()), ("None", 1));
}

#[test]
fn a_swallowed_request_leaves_no_trace_of_cancellation() {
    assert_eq!(
        run(|py| {
            let deaf = py.event_loop().coroutine("deaf", |py| {
                let _swallowed = py.sleep(9.0);
                Ok("done".into())
            });
            let task = py.event_loop().create_task("deaf", deaf);
            py.sleep(1.0)?;
            assert!(task.cancel() && !task.cancelled());
            let result = py.future(&task)?;
            assert!(!task.cancelled() && task.cancelling() == 1);
            assert_eq!(py.event_loop().time(), 1.0, "its sleep was cut short");
            Ok(result)
        }),
        "'done'"
    );
}
