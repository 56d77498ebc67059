//! Saved runs as large as may be, and larger, of every kind of event.

use std::io::{self, Read, Write};

use concurrium::protocol::limits::{
    LONGEST_LINE, MOST_ACTORS, MOST_BYTES, MOST_EVENTS, MOST_FACTS, MOST_FACTS_OF_ONE,
    MOST_GENERATIONS, MOST_QUEUED, MOST_QUEUES, MOST_TEXT,
};

type Make = fn(&mut dyn Write) -> io::Result<()>;

/// A name and what writes the run. What begins with `over` is beyond a limit.
pub(crate) const MIXES: &[(&str, Make)] = &[
    ("births, then lines", |to| all(to, flat, lines)),
    ("deepest chain, lines", |to| all(to, chain, lines)),
    ("forest, lines", |to| all(to, forest, lines)),
    ("generators, their lines", |to| all(to, generators, lines)),
    ("facts, one key", |to| {
        all(to, flat, |_, n| fact(n, "key", "value"))
    }),
    ("facts, most keys", |to| all(to, flat, most_facts)),
    ("facts of one actor", |to| all(to, first, one_actors_facts)),
    ("facts that panes read", |to| all(to, flat, read_facts)),
    ("facts, long values", |to| {
        all(to, flat, |_, n| {
            long(n, |text| fact(n, &format!("k{}", n % MOST_FACTS), text))
        })
    }),
    ("locks in a circle", |to| all(to, threads, circle)),
    ("blocked, unblocked", |to| all(to, flat, blocked)),
    ("output", |to| {
        all(to, flat, |_, n| output(n, "a line that was printed"))
    }),
    ("output, long lines", |to| {
        all(to, flat, |_, n| long(n, |text| output(n, text)))
    }),
    ("messages", |to| all(to, generators, messages)),
    ("messages, long values", |to| {
        all(to, generators, |at, n| long(n, |text| message(at, n, text)))
    }),
    ("queues, filled", |to| all(to, flat, queued)),
    ("queues, turned over", |to| all(to, flat, turned_over)),
    ("queues, taken early", |to| all(to, flat, early)),
    ("outcomes", |to| {
        all(to, first, |_, n| outcome(n, "g.send('x')", "'y'"))
    }),
    ("outcomes, long values", |to| {
        all(to, first, |_, n| long(n, |text| outcome(n, text, text)))
    }),
    ("states of every kind", |to| all(to, flat, states)),
    ("ended, and again", |to| all(to, flat, ended)),
    ("ended, long values", |to| {
        all(to, generators, |_, n| long(n, |text| returned(n, text)))
    }),
    ("refused", |to| all(to, flat, refused)),
    ("everything", |to| all(to, forest, everything)),
    ("over: births", |to| run(to, 300_000, &flat)),
    ("over: chain", |to| run(to, 100_000, &chain_without_end)),
    ("over: facts", |to| {
        run(to, 100_000, &|n| match n {
            0 => born(0, "p0", None, "process"),
            _ => fact(0, &format!("key {n}"), "value"),
        })
    }),
    ("over: events", |to| {
        run(to, MOST_EVENTS + 100_000, &|n| match n {
            0 => born(0, "p0", None, "process"),
            _ => output(0, "x"),
        })
    }),
    ("over: text", |to| {
        run(to, 3 * MOST_TEXT / LONGEST_LINE, &|n| match n {
            0 => born(0, "p0", None, "process"),
            _ => output(0, &"x".repeat(LONGEST_LINE - 200)),
        })
    }),
    ("over: queues", |to| {
        run(to, 2 * MOST_QUEUES, &|n| match n {
            0 => born(0, "p0", None, "process"),
            _ => put(0, &format!("queue {n}"), "x"),
        })
    }),
    ("over: values in a queue", |to| {
        run(to, 2 * MOST_QUEUED, &|n| match n {
            0 => born(0, "p0", None, "process"),
            _ => put(0, "tasks", &n.to_string()),
        })
    }),
    ("over: a line", |to| {
        run(to, 1, &flat)?;
        writeln!(to, "{}", "x".repeat(300 << 20))
    }),
    ("over: bytes passed over", |to| {
        run(to, 1, &flat)?;
        let numbers = "1,".repeat(LONGEST_LINE / 2 - 100);
        for n in 2..2 * MOST_BYTES / LONGEST_LINE as u64 {
            writeln!(
                to,
                r#"{{"seq":{n},"t_ns":0,"actor":"p0","event":"unblocked","on":"x","more":[{numbers}1]}}"#
            )?;
        }
        Ok(())
    }),
    ("over: blank lines", |to| {
        run(to, 1, &flat)?;
        io::copy(&mut io::repeat(b'\n').take(MOST_BYTES - 1000), to).map(drop)
    }),
    ("over: brackets", |to| {
        run(to, 1, &flat)?;
        for _ in 0..2000 {
            writeln!(to, "{}", "[".repeat(60_000))?;
        }
        Ok(())
    }),
];

/// The event of this number, from 0, but for its first fields.
type Event<'a> = &'a dyn Fn(usize) -> String;

/// How many actors there are, and the births of all of them.
type Births = fn(usize) -> String;

fn header(to: &mut dyn Write) -> io::Result<()> {
    writeln!(
        to,
        r#"{{"concurrium":1,"lesson":"fork-tree","knobs":{{}}}}"#
    )
}

fn run(to: &mut dyn Write, events: usize, event: Event<'_>) -> io::Result<()> {
    header(to)?;
    for n in 0..events {
        writeln!(
            to,
            r#"{{"seq":{},"t_ns":{},{}}}"#,
            n + 1,
            n * 1000,
            event(n)
        )?;
    }
    to.flush()
}

/// As many births as there may be, and as many events of the other kind as there may be after them, as far as the text goes.
fn all(
    to: &mut dyn Write,
    births: Births,
    event: fn(&dyn Fn(usize) -> String, usize) -> String,
) -> io::Result<()> {
    let actors = (0..MOST_ACTORS)
        .take_while(|&n| !births(n).is_empty())
        .count();
    let actor = |n: usize| id_of(&births(n % actors));
    header(to)?;
    let mut bytes = 0;
    for n in 0..MOST_EVENTS {
        let said = match n {
            n if n < actors => births(n),
            n => event(&actor, n).replace("WHO", &actor(n)),
        };
        bytes += said.len();
        // The names of things and what JSON needs aren't text: this is a little less than there may be.
        if bytes > MOST_TEXT && said.len() > 1000 {
            break;
        }
        writeln!(to, r#"{{"seq":{},"t_ns":{},{said}}}"#, n + 1, n * 1000)?;
    }
    to.flush()
}

fn id_of(birth: &str) -> String {
    birth.split('"').nth(3).unwrap_or_default().to_owned()
}

fn born(n: usize, id: &str, parent: Option<&str>, kind: &str) -> String {
    let parent = parent
        .map(|id| format!(r#""parent":"{id}","#))
        .unwrap_or_default();
    format!(
        r#""actor":"{id}","event":"born","kind":"{kind}",{parent}"name":"actor {n}","pid":{},"ppid":7"#,
        n + 10
    )
}

fn first(n: usize) -> String {
    match n {
        0 => born(0, "p0", None, "process"),
        1 => born(1, "p0.g1", Some("p0"), "coroutine"),
        _ => String::new(),
    }
}

fn flat(n: usize) -> String {
    match n {
        0 => born(0, "p0", None, "process"),
        _ => born(n, &format!("p0/{n}"), Some("p0"), "process"),
    }
}

fn threads(n: usize) -> String {
    match n {
        0 => born(0, "p0", None, "process"),
        _ => born(n, &format!("p0.t{n}"), Some("p0"), "thread"),
    }
}

fn generators(n: usize) -> String {
    match n {
        0 => born(0, "p0", None, "process"),
        _ => born(n, &format!("p0.g{n}"), Some("p0"), "coroutine"),
    }
}

/// Chains as deep as may be, side by side, their names as long as may be.
fn chain(n: usize) -> String {
    let deep = usize::from(MOST_GENERATIONS) - 1;
    let name = |n: usize| format!("p0{}/{n}", "/999999999".repeat(18));
    match n {
        0 => born(0, "p0", None, "process"),
        n if (n - 1) % deep == 0 => born(n, &name(n), Some("p0"), "process"),
        n => born(n, &name(n), Some(&name(n - 1)), "process"),
    }
}

fn chain_without_end(n: usize) -> String {
    match n {
        0 => born(0, "p0", None, "process"),
        1 => born(1, "p0.g1", Some("p0"), "coroutine"),
        n => born(
            n,
            &format!("p0.g{n}"),
            Some(&format!("p0.g{}", n - 1)),
            "coroutine",
        ),
    }
}

fn forest(n: usize) -> String {
    let id = |n: usize| match n {
        0 => "p0".to_owned(),
        n if n < 1000 => format!("p0/{n}"),
        n if n % 2 == 0 => format!("p0/{}.t{n}", n % 999 + 1),
        n => format!("p0/{}.g{n}", n % 999 + 1),
    };
    match n {
        0 => born(0, "p0", None, "process"),
        n if n < 1000 => born(n, &id(n), Some("p0"), "process"),
        n => {
            let kind = if n % 2 == 0 { "thread" } else { "coroutine" };
            born(n, &id(n), Some(&id(n % 999 + 1)), kind)
        }
    }
}

fn lines(_: &dyn Fn(usize) -> String, n: usize) -> String {
    match n / MOST_ACTORS % 2 {
        0 => state("running", "demo"),
        _ => format!(
            r#""actor":"WHO","event":"line","cue":"fork","line":{},"rust":9"#,
            n % 20 + 1
        ),
    }
}

fn fact(_: usize, key: &str, value: &str) -> String {
    format!(r#""actor":"WHO","event":"fact","key":"{key}","value":"{value}","source":"demo""#)
        .replace("WHO", if key.starts_with("key ") { "p0" } else { "WHO" })
}

fn most_facts(_: &dyn Fn(usize) -> String, n: usize) -> String {
    fact(
        n,
        &format!("fact {}", n / MOST_ACTORS % (MOST_FACTS / MOST_ACTORS)),
        &n.to_string(),
    )
}

/// One of the actors that panes look at first has as many as may be.
fn one_actors_facts(_: &dyn Fn(usize) -> String, n: usize) -> String {
    let (actor, key) = (
        ["p0.g1", "p0"][n / MOST_FACTS_OF_ONE % 2],
        n % MOST_FACTS_OF_ONE,
    );
    format!(r#""actor":"{actor}","event":"fact","key":"local {key}","value":"{n}","source":"demo""#)
}

/// The facts that the panes look for: shared things, tasks and their results, targets, ids.
fn read_facts(_: &dyn Fn(usize) -> String, n: usize) -> String {
    // As many of each as all of them together may have.
    let kinds = MOST_FACTS / MOST_ACTORS;
    let (actor, kind) = (n % MOST_ACTORS, n / MOST_ACTORS % kinds);
    let (key, value) = match kind {
        0 => (format!("t{actor}"), "failed".to_owned()),
        1 => (
            "target".to_owned(),
            format!("actor {}, actor {}", (actor + 1) % MOST_ACTORS, actor / 2),
        ),
        2 => (format!("shared x{actor}"), n.to_string()),
        _ if actor % 2 == 0 => (format!("t{actor} result"), "ValueError: Error".to_owned()),
        _ => ("deadlock".to_owned(), "A, B".to_owned()),
    };
    fact(n, &key, &value)
}

/// Everybody waits for the next one, and the last for the first.
fn circle(actor: &dyn Fn(usize) -> String, n: usize) -> String {
    let next = match n % MOST_ACTORS {
        0 => "p0".to_owned(),
        last if last == MOST_ACTORS - 1 => "p0.t1".to_owned(),
        at => actor(at + 1),
    };
    match n {
        n if n == MOST_ACTORS => {
            r#""actor":"p0","event":"fact","key":"deadlock","value":"A","source":"demo""#.to_owned()
        }
        _ => format!(r#""actor":"WHO","event":"blocked","on":"lock.acquire()","owner":"{next}""#),
    }
}

fn blocked(_: &dyn Fn(usize) -> String, n: usize) -> String {
    match n / MOST_ACTORS % 2 {
        0 => r#""actor":"WHO","event":"unblocked","on":"GIL""#.to_owned(),
        _ => r#""actor":"WHO","event":"blocked","on":"GIL","owner":"p0""#.to_owned(),
    }
}

/// Mostly short, now and then as long as may be.
fn long(n: usize, event: impl Fn(&str) -> String) -> String {
    match n % 400 {
        0 => event(&"x".repeat((LONGEST_LINE - 300) / 2)),
        _ => event("x"),
    }
}

fn output(_: usize, text: &str) -> String {
    format!(
        r#""actor":"{}","event":"output","stream":"stderr","text":"{text}""#,
        "p0"
    )
}

fn message(actor: &dyn Fn(usize) -> String, n: usize, value: &str) -> String {
    let verb = ["send", "yield", "next", "throw", "return"][n % 5];
    format!(
        r#""actor":"p0","event":"message","from":"{}","to":"{}","verb":"{verb}","value":"{value}""#,
        actor(n),
        actor(n / 2)
    )
}

fn messages(actor: &dyn Fn(usize) -> String, n: usize) -> String {
    message(actor, n, "'a value'")
}

fn put(_: usize, queue: &str, value: &str) -> String {
    format!(
        r#""actor":"p0","event":"message","from":"p0","to":"{queue}","verb":"put","value":"{value}""#
    )
}

fn got(queue: &str, value: &str) -> String {
    format!(
        r#""actor":"p0","event":"message","from":"{queue}","to":"p0","verb":"get","value":"{value}""#
    )
}

/// Filled at first; then each value that is put takes the place of the one that was put last.
fn queued(_: &dyn Fn(usize) -> String, n: usize) -> String {
    let n = n - MOST_ACTORS;
    match n {
        n if n < MOST_QUEUED - 1 => put(
            n,
            ["ready", "timers", "tasks"][n % 3],
            &format!("'task {n}' at {}", n % 977),
        ),
        n if n % 2 == 1 => put(n, "tasks", "'one more'"),
        _ => got("tasks", "'one more'"),
    }
}

/// First in, first out, in as many queues as may be.
fn turned_over(_: &dyn Fn(usize) -> String, n: usize) -> String {
    let n = n - MOST_ACTORS;
    let queue = |n: usize| format!("queue {}", n % MOST_QUEUES);
    match n {
        n if n < MOST_QUEUED - 1 => put(n, &queue(n), &n.to_string()),
        n if n % 2 == 0 => {
            let oldest = (n - (MOST_QUEUED - 1)) / 2;
            got(&queue(oldest), &oldest.to_string())
        }
        n => {
            let newest = MOST_QUEUED - 1 + (n - (MOST_QUEUED - 1)) / 2;
            put(n, &queue(newest), &newest.to_string())
        }
    }
}

fn early(_: &dyn Fn(usize) -> String, n: usize) -> String {
    let n = n - MOST_ACTORS;
    let value = (n % (MOST_QUEUED - 1)).to_string();
    match n / (MOST_QUEUED - 1) % 2 {
        0 => got("tasks", &value),
        _ => put(n, "tasks", &value),
    }
}

fn outcome(_: usize, call: &str, value: &str) -> String {
    let call = &call[..call.len().min(200)];
    format!(
        r#""actor":"p0","event":"outcome","verb":"send","call":"{call}","result":"yield","value":"{value}""#
    )
}

fn state(state: &str, source: &str) -> String {
    format!(r#""actor":"WHO","event":"state","state":"{state}","source":"{source}""#)
}

fn states(_: &dyn Fn(usize) -> String, n: usize) -> String {
    let all = [
        "created",
        "running",
        "ready",
        "blocked",
        "suspended",
        "stopped",
        "zombie",
    ];
    state(
        all[(n / MOST_ACTORS + n) % all.len()],
        ["kernel", "demo"][n / 7 % 2],
    )
}

fn ended(_: &dyn Fn(usize) -> String, n: usize) -> String {
    match n % 2 {
        0 => r#""actor":"WHO","event":"ended","how":{"exit":0},"reaped_by":"p0""#.to_owned(),
        _ => state("zombie", "kernel"),
    }
}

fn returned(n: usize, text: &str) -> String {
    match n % 2 {
        0 => format!(r#""actor":"WHO","event":"ended","how":{{"return":"{text}"}}"#),
        _ => state("ended", "demo"),
    }
}

fn refused(_: &dyn Fn(usize) -> String, _: usize) -> String {
    r#""actor":"WHO","event":"refused","what":"fork","why":"there are enough""#.to_owned()
}

fn everything(actor: &dyn Fn(usize) -> String, n: usize) -> String {
    match n % 8 {
        0 => lines(actor, n),
        1 => fact(n, "cwd", &n.to_string()),
        2 => blocked(actor, n),
        3 => output(n, "printed"),
        4 => messages(actor, n),
        5 => outcome(n, "next(g)", "1"),
        6 => refused(actor, n),
        _ => state("suspended", "demo"),
    }
}
