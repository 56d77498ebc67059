//! The lesson yield-from: driven at random, it answers as CPython does; its chain on the screen.

use std::process::Command;

use concurrium::i18n::Lang;
use concurrium::lessons;
use concurrium::protocol::{Comes, Event, Stream, Verb, What};

use crate::snapshots::screen;
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

/// The lines that were printed, and what came of each verb, in their order.
fn told(trace: &[Event]) -> Vec<String> {
    let lines = trace.iter().filter_map(|event| match &event.what {
        What::Output {
            stream: Stream::Stdout,
            text,
        } => Some(text.clone()),
        What::Outcome {
            result,
            value,
            exception,
            ..
        } => Some(match result {
            Comes::Raise => format!("raises {}", exception.as_deref().unwrap_or_default()),
            Comes::Yield | Comes::Return => {
                format!("gives {}", value.as_deref().unwrap_or_default())
            }
        }),
        _ => None,
    });
    lines.collect()
}

/// A program that does the same to the listing's generator, once for each row of verbs.
fn twin(delegate: &str, rows: &[Vec<&str>]) -> String {
    let lesson = lessons::find("yield-from").unwrap();
    let mut settings = lesson.defaults();
    settings.set(lesson, "delegate", delegate).unwrap();
    let program = lesson.listing.with(&settings).program();
    let (definitions, _) = program.split_once("g = outer()").unwrap();
    let mut twin = format!(
        "import traceback\n{definitions}\ndef do(call):\n    try:\n        print('gives', repr(eval(call)))\n    except BaseException as e:\n        print('raises', traceback.format_exception_only(type(e), e)[-1].strip())\n"
    );
    for row in rows {
        twin += "g = outer()\n";
        for call in row {
            twin += &format!("do({call:?})\n");
        }
        // What is still suspended must not unwind into the next row's lines.
        twin += "kept = globals().setdefault('kept', []); kept.append(g); print('==')\n";
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
    for delegate in ["generator", "list"] {
        let all = verbs();
        let rows: Vec<Vec<usize>> = (0..25)
            .map(|_| (0..5).map(|_| roll(all.len())).collect())
            .collect();
        let calls: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.iter().map(|&at| all[at].1).collect())
            .collect();
        let output = Command::new("python3")
            .args(["-W", "ignore", "-c", &twin(delegate, &calls)])
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
            let ours = told(&run("yield-from", &[("delegate", delegate)], &verbs));
            let theirs: Vec<&str> = theirs.next().unwrap().lines().collect();
            assert_eq!(ours, theirs, "{delegate} {calls:?}");
        }
    }
}

#[test]
fn close_unwinds_the_leaf_first() {
    let trace = run("yield-from", &[], &[Verb::Next, Verb::Close]);
    let unwound = ["leaf unwinds", "inner unwinds", "outer unwinds"];
    assert_eq!(
        told(&trace),
        [
            "gives 'leaf 1'",
            unwound[0],
            unwound[1],
            unwound[2],
            "gives None"
        ]
    );
}

#[test]
fn the_chain_stays_on_the_screen() {
    let trace = run("yield-from", &[], &[]);
    let sent = trace.iter().position(
        |event| matches!(&event.what, What::Outcome { call, .. } if call.starts_with("g.send")),
    );
    let mut scene = crate::scenes::Scene::open("yield-from", &[]);
    for event in &trace[..=sent.unwrap()] {
        // The kernel's names differ from run to run.
        let mut what = event.what.clone();
        if let What::Born { ids, .. } = &mut what {
            ids.pid = ids.pid.map(|_| 4711);
            ids.ppid = ids.ppid.map(|_| 4700);
        }
        scene.event(event.actor.as_str(), what);
    }
    insta::assert_snapshot!("yield_from_en_80x24", screen(&scene.app, 80, 24));
    insta::assert_snapshot!("yield_from_en_120x36", screen(&scene.app, 120, 36));
    scene.app.lang = Lang::Zh;
    insta::assert_snapshot!("yield_from_zh_80x24", screen(&scene.app, 80, 24));
    insta::assert_snapshot!("yield_from_zh_120x36", screen(&scene.app, 120, 36));
}
