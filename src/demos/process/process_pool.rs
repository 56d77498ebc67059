//! `process-pool`: what `multiprocessing.Pool` does, and what it loses when a worker is killed.

use std::collections::BTreeSet;
use std::hint::black_box;

use crate::protocol::keys::{ALONE, DIED, DONE, LOST, RATIO, STOOD, TASK, TASKS, TOGETHER};
use crate::runtime::SimpleQueue;
use crate::stage::{Actor, Refused};
use crate::sys::clock::now_ns;

/// A chunk of tasks: the first and the last. 0, 0 is `None`: no more work.
type Chunk = (u64, u64);

struct Pool {
    todo: SimpleQueue,
    done: SimpleQueue,
    pids: Vec<i32>,
    /// How long workers stood before their lines, in nanoseconds.
    stood: u64,
    results: BTreeSet<u64>,
    sum: u64,
    tasks: u64,
    kill: bool,
}

/// How many times the sum is made: about as long as CPython takes for it once. Unoptimised it is as slow as CPython.
const TIMES: u32 = if cfg!(debug_assertions) { 1 } else { 20 };

fn work(n: u64) -> u64 {
    (0..TIMES).fold(0, |_, _| (0..100_000).map(|_| black_box(n)).sum())
}

fn said((first, last): Chunk) -> String {
    match (first, last) {
        (0, _) => "None".to_owned(),
        _ if first == last => format!("t{first}"),
        _ => format!("t{first}–t{last}"),
    }
}

fn worker(py: &mut Actor, pool: &Pool) -> Result<(), Refused> {
    let mut before = py.stood_ns();
    loop {
        py.cue("get");
        let message = pool.todo.get(py, |m| said((m[0], m[1])))?;
        let chunk @ (first, last) = (message[0], message[1]);
        if first == 0 {
            py.cue("stop");
            py.exit(0);
        }
        py.fact(TASK, said(chunk));
        py.cue("work");
        let mut sum = 0;
        for n in first..=last {
            if n == 1 && pool.kill {
                py.cue("die");
                py.fact(LOST, (last - first + 1).to_string());
                py.kill_itself("SIGKILL");
            }
            sum += work(n);
        }
        py.tell_processor();
        py.cue("put");
        let stood = py.stood_ns() - before;
        before = py.stood_ns();
        pool.done
            .put(py, [first, last, stood, sum, 0], &said(chunk))?;
        py.fact(TASK, "");
    }
}

fn start(py: &mut Actor, pool: &mut Pool) -> Result<(), Refused> {
    py.cue("fork");
    match py.fork()? {
        0 => {
            // What can't be done has been told, and ends this worker as an uncaught exception would.
            let _ = worker(py, pool);
            py.exit(1)
        }
        pid => pool.pids.push(pid),
    }
    Ok(())
}

fn collect(py: &mut Actor, pool: &mut Pool) -> Result<usize, Refused> {
    let mut died = 0;
    while (pool.results.len() as u64) < pool.tasks && !pool.pids.is_empty() {
        py.cue("collect");
        if pool.done.poll(py, 1) {
            let [first, last, stood, sum, _] = pool.done.get(py, |m| said((m[0], m[1])))?;
            pool.results.extend(first..=last);
            pool.sum += sum;
            pool.stood += stood;
            py.fact(DONE, pool.results.len().to_string());
        } else if died > 0 {
            py.cue("give-up");
            break;
        }
        if let Some(pid) = py.wait_now() {
            died += 1;
            pool.pids.retain(|known| *known != pid);
            // Refused, it is a worker less; the refusal has been told.
            let _ = start(py, pool);
            py.fact(DIED, died.to_string());
        }
    }
    Ok(died)
}

/// Tells how long the pool took, beside one process alone. Where its actors stood and waited for permits, that was no time of
/// the pool's.
fn tell_ratio(py: &Actor, alone: u64, (took, stood): (u64, u64), pool: &Pool) {
    if stood > took / 2 {
        return py.fact(STOOD, seconds(stood));
    }
    // Lost tasks were computed alone, but not by the pool: only as many are compared.
    let alone = alone as f64 * pool.results.len() as f64 / pool.tasks as f64;
    py.fact(ALONE, format!("{:.1} ms", alone / 1e6));
    py.fact(TOGETHER, format!("{:.1} ms", took as f64 / 1e6));
    py.fact(RATIO, format!("{:.2}", alone / took as f64));
    py.tell_machine();
}

fn seconds(ns: u64) -> String {
    format!("{:.1} s", ns as f64 / 1e9)
}

pub(in crate::demos) fn run(py: &mut Actor) {
    // What is refused ends the program, as an uncaught OSError ends the listing's; the refusal has been told.
    let _ = program(py);
}

fn program(py: &mut Actor) -> Result<(), Refused> {
    let tasks = py.int("tasks").unsigned_abs();
    let workers = py.int("workers").unsigned_abs();
    py.fact(TASKS, tasks.to_string());
    let mut pool = Pool {
        todo: SimpleQueue::new(py, "todo")?,
        done: SimpleQueue::new(py, "done")?,
        pids: Vec::new(),
        stood: 0,
        results: BTreeSet::new(),
        sum: 0,
        tasks,
        kill: py.text("kill") == "yes",
    };
    py.cue("alone");
    let from = now_ns();
    for n in 1..=tasks {
        black_box(work(n));
    }
    let alone = now_ns() - from;
    let size = match py.int("chunksize").unsigned_abs() {
        0 => tasks.div_ceil(workers * 4),
        size => size,
    };
    let (from, before) = (now_ns(), py.stood_ns());
    for _ in 0..workers {
        if start(py, &mut pool).is_err() && pool.pids.is_empty() {
            return Err(Refused);
        }
    }
    let mut first = 1;
    while first <= tasks {
        py.cue("send");
        let last = (first + size - 1).min(tasks);
        pool.todo
            .put(py, [first, last, 0, 0, 0], &said((first, last)))?;
        first = last + 1;
    }
    let died = collect(py, &mut pool)?;
    let took = now_ns() - from;
    let stood = py.stood_ns() - before + pool.stood;
    tell_ratio(py, alone, (took, stood), &pool);
    for pid in pool.pids.clone() {
        if died > 0 {
            py.cue("kill");
            py.kill(pid, "SIGTERM");
        } else {
            py.cue("sentinel");
            pool.todo.put(py, [0; 5], "None")?;
        }
    }
    for _ in 0..pool.pids.len() {
        py.cue("wait");
        let _ = py.wait(); // who is gone already has been buried
    }
    let lost: Vec<u64> = (1..=tasks).filter(|n| !pool.results.contains(n)).collect();
    py.fact(LOST, lost.len().to_string());
    py.cue("print");
    py.print(format!("{} {lost:?}", pool.sum));
    Ok(())
}
