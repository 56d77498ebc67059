//! The lesson yield-from: closing unwinds the leaf first; its chain on the screen.

use concurrium::i18n::Lang;
use concurrium::protocol::{Verb, What};

use crate::by_hand::told;
use crate::snapshots::screen;
use crate::stages::run;

#[test]
fn close_unwinds_the_leaf_first() {
    let trace = run("yield-from", &[], &[Verb::Next, Verb::Close]);
    let unwound = ["leaf unwinds", "inner unwinds", "outer unwinds"];
    assert_eq!(
        told(&trace, "g"),
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
