//! Our side: the same programs as `cpython.py`, on `python::Generator`.

use std::hint::black_box;
use std::rc::Rc;
use std::time::Instant;

use concurrium::python::event_loop::{EventLoop, Future, Host, Source};
use concurrium::python::{Generator, Py, Value, Yielder};

/// As many as make the measured time about as long as on CPython's side, where five do: a disturbance is as likely to be missed.
const ROUNDS: usize = 25;

/// Nanoseconds of one of `count` steps, the best of several rounds.
fn best(count: u32, mut steps: impl FnMut()) -> f64 {
    let round = |steps: &mut dyn FnMut()| {
        let start = Instant::now();
        steps();
        start.elapsed().as_nanos() as f64 / f64::from(count)
    };
    (0..ROUNDS)
        .map(|_| round(&mut steps))
        .fold(f64::INFINITY, f64::min)
}

fn echo(py: &Yielder<'_>) -> Py {
    let mut value = Value::None;
    loop {
        value = py.yield_(value)?;
    }
}

/// A generator that delegates to one that delegates to …, so deep.
fn chain(depth: u32) -> Generator {
    match depth.checked_sub(1) {
        None => Generator::new(echo),
        Some(rest) => Generator::new(move |py| py.yield_from(&chain(rest))),
    }
}

/// A `send` through so many `yield from`.
pub(crate) fn send(depth: u32) -> f64 {
    const COUNT: u32 = 500_000;
    let g = chain(depth);
    let _ = g.next();
    let expected: i64 = (0..i64::from(COUNT)).sum();
    best(COUNT, || {
        let mut sum = 0;
        for n in 0..COUNT {
            if let Ok(Value::Int(came)) = g.send(Value::Int(i64::from(n))) {
                sum += came;
            }
        }
        assert_eq!(sum, expected, "every value comes back");
    })
}

/// A generator made, asked for its one value, and finished.
pub(crate) fn life() -> f64 {
    const COUNT: u32 = 200_000;
    best(COUNT, || {
        for n in 0..COUNT {
            let g = Generator::new(move |py| py.yield_(Value::Int(i64::from(n))));
            black_box(&g.next());
            black_box(&g.next());
        }
    })
}

/// A loop that has nothing to wait for.
struct Nothing;

impl Host for Nothing {
    fn time(&self) -> f64 {
        0.0
    }

    fn select(&self, _watched: &[Source], _timeout: Option<f64>) -> Vec<Source> {
        Vec::new()
    }
}

/// One task of the event loop giving its turn to the next.
pub(crate) fn switch() -> f64 {
    const TASKS: u32 = 100;
    const TURNS: u32 = 1_000;
    best(TASKS * TURNS, || {
        let event_loop = EventLoop::new(Rc::new(Nothing));
        let main = event_loop.coroutine("main", |py| {
            let task = |_| {
                let turn = py.event_loop().coroutine("turn", |py| {
                    for _ in 0..TURNS {
                        py.sleep(0.0)?;
                    }
                    Ok(Value::None)
                });
                py.event_loop().create_task("turn", turn)
            };
            let tasks: Vec<Future> = (0..TASKS).map(task).collect();
            py.gather(&tasks, false).map(|_| Value::None)
        });
        let came = event_loop.run("main", main);
        assert!(came.is_ok(), "{came:?}");
    })
}

/// What each of 100,000 suspended generators takes of the machine's memory.
pub(crate) fn live() -> f64 {
    const COUNT: usize = 100_000;
    let before = resident();
    let all: Vec<Generator> = (0..COUNT)
        .map(|_| {
            let g = Generator::new(echo);
            let came = g.next();
            assert!(came.is_ok(), "{came:?}");
            g
        })
        .collect();
    let each = (resident() - before) / COUNT as f64;
    drop(black_box(all));
    each
}

/// The resident memory of this process and the page tables for it, in bytes.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kib.unwrap_or(f64::NAN) * 1024.0
    };
    of("VmRSS:") + of("VmPTE:")
}
