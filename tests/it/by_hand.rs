//! Lessons driven by hand at random answer as CPython does.

use std::process::Command;

use concurrium::lessons;
use concurrium::protocol::{Comes, Event, Stream, Verb, What};

use crate::stages::run;

/// What can be done, with the same in Python.
fn verbs() -> [(Verb, &'static str); 8] {
    let send = |value: &str| Verb::Send {
        value: value.to_owned(),
    };
    let throw = |what: &str| Verb::Throw {
        what: what.to_owned(),
    };
    [
        (Verb::Next, "next(g)"),
        (Verb::Next, "next(g)"),
        (send("'x'"), "g.send('x')"),
        (send("None"), "g.send(None)"),
        (throw("ValueError \"v\""), "g.throw(ValueError('v'))"),
        (throw("RuntimeError \"r\""), "g.throw(RuntimeError('r'))"),
        (throw("GeneratorExit"), "g.throw(GeneratorExit)"),
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

/// What is driven: a lesson, the lines of its listing that define what is needed up to these, and those that make `g`.
struct Driven {
    lesson: &'static str,
    generator: &'static str,
    set: &'static [(&'static str, &'static str)],
    defined_before: &'static str,
    made_by: &'static str,
}

const DRIVEN: &[Driven] = &[
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

/// A program that does the same to the listing's generator, once for each row of verbs.
fn twin(driven: &Driven, rows: &[Vec<&str>]) -> String {
    let lesson = lessons::find(driven.lesson).unwrap();
    let mut settings = lesson.defaults();
    for (knob, value) in driven.set {
        settings.set(lesson, knob, value).unwrap();
    }
    let program = lesson.listing.with(&settings).program();
    let (definitions, _) = program.split_once(driven.defined_before).unwrap();
    let mut twin = format!(
        "import traceback\n{definitions}\ndef do(call):\n    try:\n        print('gives', repr(eval(call)))\n    except BaseException as e:\n        print('raises', traceback.format_exception_only(type(e), e)[-1].strip())\n"
    );
    for row in rows {
        twin += driven.made_by;
        for call in row {
            twin += &format!("do({call:?})\n");
        }
        // What is still suspended must not unwind into the next row's lines.
        twin += "kept = globals().setdefault('kept', []); kept.append((g, globals().get('targets'))); print('==')\n";
    }
    twin + "import os, sys; sys.stdout.flush(); os._exit(0)\n"
}

#[test]
fn random_verbs_come_out_as_in_cpython() {
    let mut dice = 0x1eaf_u64;
    let mut roll = |sides: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (dice >> 33) as usize % sides
    };
    for driven in DRIVEN {
        let all = verbs();
        let rows: Vec<Vec<usize>> = (0..25)
            .map(|_| (0..5).map(|_| roll(all.len())).collect())
            .collect();
        let calls: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.iter().map(|&at| all[at].1).collect())
            .collect();
        let output = Command::new("python3")
            .args(["-W", "ignore", "-c", &twin(driven, &calls)])
            .output();
        let Ok(output) = output else {
            let needed = std::env::var_os("CONCURRIUM_NEEDS_PYTHON").is_some();
            assert!(!needed, "python3 is needed here and is missing");
            return;
        };
        let theirs = String::from_utf8(output.stdout).unwrap();
        let mut theirs = theirs.split("==\n");
        for (row, calls) in rows.iter().zip(&calls) {
            let verbs: Vec<Verb> = row.iter().map(|&at| all[at].0.clone()).collect();
            let ours = told(&run(driven.lesson, driven.set, &verbs), driven.generator);
            let theirs: Vec<&str> = theirs.next().unwrap().lines().collect();
            assert_eq!(ours, theirs, "{} {:?} {calls:?}", driven.lesson, driven.set);
        }
    }
}
