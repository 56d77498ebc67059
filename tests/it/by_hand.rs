//! Lessons driven by hand at random answer as CPython does.

use concurrium::protocol::{Comes, Event, Stream, Verb, What};

use crate::chance::{Chance, asked, times};
use crate::pythons;
use crate::shelf;
use crate::stages::run;

/// What can be done, with the same in Python. `tb` is the traceback of the exception that last came out.
fn verbs() -> Vec<(Verb, &'static str)> {
    let send = |value: &str| Verb::Send {
        value: value.to_owned(),
    };
    let throw = |what: &str| Verb::Throw {
        what: what.to_owned(),
    };
    vec![
        (Verb::Next, "next(g)"),
        (Verb::Next, "next(g)"),
        (Verb::Next, "next(g)"),
        (send("'x'"), "g.send('x')"),
        (send("None"), "g.send(None)"),
        (send("1e400"), "g.send(1e400)"),
        (throw("ValueError \"v\""), "g.throw(ValueError('v'))"),
        (throw("ValueError"), "g.throw(ValueError)"),
        (throw("RuntimeError(None)"), "g.throw(RuntimeError(None))"),
        (throw("SyntaxError(None)"), "g.throw(SyntaxError(None))"),
        (throw("KeyError, ('a', 1)"), "g.throw(KeyError, ('a', 1))"),
        (throw("OSError, (2, 'n')"), "g.throw(OSError, (2, 'n'))"),
        (throw("StopIteration(3)"), "g.throw(StopIteration(3))"),
        (throw("GeneratorExit"), "g.throw(GeneratorExit)"),
        (
            throw("UnicodeDecodeError()"),
            "g.throw(UnicodeDecodeError())",
        ),
        (throw("UnicodeDecodeError"), "g.throw(UnicodeDecodeError)"),
        (throw("ExceptionGroup()"), "g.throw(ExceptionGroup())"),
        (
            throw("ValueError('a'), 'b'"),
            "g.throw(ValueError('a'), 'b')",
        ),
        (throw("ValueError, 'b', 5"), "g.throw(ValueError, 'b', 5)"),
        (
            throw("RuntimeError 'r' tb"),
            "g.throw(RuntimeError, 'r', tb)",
        ),
        (
            throw("RuntimeError('r').with_traceback(tb)"),
            "g.throw(RuntimeError('r').with_traceback(tb))",
        ),
        (throw("5"), "g.throw(5)"),
        (Verb::Close, "g.close()"),
    ]
}

/// The lines that were printed, and what came of each verb done to `generator`, in their order.
pub(crate) fn told(trace: &[Event], generator: &str) -> Vec<String> {
    let (next, method) = (format!("next({generator})"), format!("{generator}."));
    let lines = trace.iter().filter_map(|event| match &event.what {
        What::Output {
            stream: Stream::Stdout,
            text,
            ..
        } => Some(text.clone()),
        What::Outcome {
            result,
            value,
            exception,
            call,
            ..
        } if *call == *next || call.starts_with(&method) => Some(match result {
            Comes::Raise => format!("raises {}", exception.as_deref().unwrap_or_default()),
            Comes::Yield | Comes::Return => {
                format!("gives {}", value.as_deref().unwrap_or_default())
            }
        }),
        _ => None,
    });
    lines.collect()
}

/// What else was told: what a dropped generator had nobody to raise to, and where each exception had been.
fn told_of_the_rest(trace: &[Event]) -> Vec<String> {
    let lines = trace.iter().filter_map(|event| match &event.what {
        What::Output { text, stream, .. } if *stream == Stream::Stderr => Some(text.clone()),
        What::Fact { key, value, .. } if &**key == "tb" => Some(format!("tb {value}")),
        _ => None,
    });
    lines.collect()
}

/// What is driven: a lesson, the lines of its program that define what is needed up to these, and those that make `g`.
struct Driven {
    lesson: &'static str,
    generator: &'static str,
    set: &'static [(&'static str, &'static str)],
    defined_before: &'static str,
    made_by: &'static str,
}

const DRIVEN: &[Driven] = &[
    Driven {
        lesson: "generator",
        generator: "g",
        set: &[],
        defined_before: "g = grep(pattern)",
        made_by: "g = grep(pattern)\n",
    },
    yield_from(&[("delegate", "generator")]),
    yield_from(&[("delegate", "list")]),
    pipeline(&[("greps", "1")]),
    pipeline(&[("greps", "3")]),
    pipeline(&[("greps", "2"), ("primed", "no")]),
];

const fn yield_from(set: &'static [(&'static str, &'static str)]) -> Driven {
    Driven {
        lesson: "yield-from",
        generator: "g",
        set,
        defined_before: "g = outer()",
        made_by: "g = outer()\n",
    }
}

const fn pipeline(set: &'static [(&'static str, &'static str)]) -> Driven {
    Driven {
        lesson: "pipeline",
        generator: "source",
        set,
        defined_before: "printer = start(sink())",
        made_by: "printer = start(sink())\ntargets = [start(grep(word, printer)) for word in words[:greps]]\ng = feed(targets)\n",
    }
}

/// Versions that lose the third argument when the generator stands in a handler. That isn't followed.
const LOSE_THE_THIRD: [&str; 2] = ["3.10", "3.11"];

/// What the twins begin with. Lines are told apart: what is printed and what comes of a call; `!` the rest.
const PRELUDE: &str = r#"
import re, sys, traceback, types, warnings
# As a program's own lines are warned of; the first time that one gives rise to it.
def warned(message, category, *_): print("!", category.__name__ + ": " + str(message))
warnings.showwarning = warned
def ignored(raised):
    name = raised.object.__name__ if raised.object is not None else re.search(r"object (\w+)", raised.err_msg).group(1)
    e = raised.exc_value
    above = (raised.err_msg or "Exception ignored in") + ":"
    if raised.object is not None: above += " <generator object %s at 0x…>" % name
    print("!", re.sub("0x[0-9a-f]+", "0x…", above))
    print("!", last(e))
sys.unraisablehook = ignored
def last(e): return traceback.format_exception_only(type(e), e)[-1].strip()
def place(frame, line):
    return "<stdin>" if frame.f_code.co_name == "<module>" else "%s:%d" % (frame.f_code.co_name, line)
def do(call):
    global tb
    try:
        print("gives", repr(eval(call)))
    except BaseException as e:
        print("raises", last(e))
        # The frame of `do` is no part of the program, nor are those of `call` and what is around it.
        tb = e.__traceback__.tb_next
        print("! tb", " › ".join(place(f, line) for f, line in traceback.walk_tb(tb)))
"#;

/// A program that does the same to the listing's generator, once for each row of verbs.
fn twin(driven: &Driven, rows: &[Vec<&str>]) -> String {
    let lesson = shelf::lesson(driven.lesson);
    let mut settings = lesson.defaults();
    for (knob, value) in driven.set {
        settings.set(lesson, knob, value).unwrap();
    }
    let program = lesson.listing.specialised(&settings).program();
    let (definitions, _) = program.split_once(driven.defined_before).unwrap();
    // The listing comes first: its lines keep their numbers.
    let mut twin = format!("{definitions}\n{PRELUDE}");
    for row in rows {
        twin += "__warningregistry__ = {}; warnings.simplefilter('default')\nglobals().pop('tb', None)\n";
        twin += driven.made_by;
        for call in row {
            twin += &format!("do({call:?})\n");
        }
        // As the interpreter lets go of a program's globals: in the order in which they came. A traceback would hold frames.
        twin +=
            "globals().pop('tb', None)\nprinter = None\ntargets = None\ng = None\nprint('==')\n";
    }
    twin
}

#[test]
fn random_verbs_come_out_as_in_cpython() {
    let seed = asked("CONCURRIUM_SEED", 0x1eaf);
    println!("seed {seed}");
    let mut chance = Chance::new(seed);
    let mut roll = |sides: usize| chance.below(sides);
    for (driven, python) in DRIVEN.iter().flat_map(|driven| {
        pythons::all()
            .into_iter()
            .map(move |python| (driven, python))
    }) {
        let version = python.version.to_string();
        let mut all = verbs();
        if LOSE_THE_THIRD.contains(&version.as_str()) {
            all.retain(|(_, call)| !call.ends_with(", tb)"));
        }
        let rows: Vec<Vec<usize>> = (0..times(10))
            .map(|_| {
                let mut row = vec![0];
                row.extend((0..4).map(|_| roll(all.len())));
                row[usize::from(roll(4) == 0)..].to_vec()
            })
            .collect();
        let calls: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.iter().map(|&at| all[at].1).collect())
            .collect();
        let theirs = python.prints_with(&["-"], twin(driven, &calls).as_bytes());
        let mut theirs = theirs.split("==\n");
        for (row, calls) in rows.iter().zip(&calls) {
            let verbs: Vec<Verb> = row.iter().map(|&at| all[at].0.clone()).collect();
            let mut set = driven.set.to_vec();
            set.push(("python", &version));
            let trace = run(driven.lesson, &set, &verbs);
            let (rest, came): (Vec<&str>, Vec<&str>) = theirs
                .next()
                .unwrap()
                .lines()
                .partition(|line| line.starts_with("! "));
            let rest: Vec<&str> = rest.into_iter().map(|line| &line[2..]).collect();
            let about = format!("seed {seed}, {} {set:?} {calls:?}", driven.lesson);
            assert_eq!(told(&trace, driven.generator), came, "{about}");
            assert_eq!(told_of_the_rest(&trace), rest, "{about}");
        }
    }
}
