//! What was printed, in a pane that is smaller than it.

use concurrium::app::{Code, Input, Key};

use crate::scenes;
use crate::snapshots::screen;

#[test]
fn a_line_longer_than_its_pane_shows_its_end_and_its_beginning_to_who_scrolls() {
    let mut scene = scenes::thread_pool();
    let words: Vec<String> = (0..60).map(|n| format!("word{n}")).collect();
    scene.output("p0", &words.join(" "));
    let shown = screen(&scene.app, 80, 24);
    assert!(shown.contains("word59"), "{shown}");
    assert!(!shown.contains("word0 "), "{shown}");
    let keys = [Code::Tab, Code::Tab, Code::Tab, Code::Tab, Code::PageUp];
    for code in keys {
        scene.app.update(Input::Key(Key::plain(code)));
    }
    let shown = screen(&scene.app, 80, 24);
    assert!(shown.contains("word0 "), "{shown}");
    assert!(!shown.contains("word59"), "{shown}");
}
