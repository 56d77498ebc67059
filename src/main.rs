//! Stand-in.
use concurrium::app::*;
use concurrium::tui::*;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};
struct P(usize, (u16, u16));
struct H;
impl Hits for H {
    fn at(&self, c: u16, _: u16) -> Option<Target> {
        Some(Target::Position(c.into()))
    }
}
impl Program for P {
    type Hits = H;
    fn update(&mut self, i: Input) -> Vec<Effect> {
        self.0 += 1;
        match i {
            Input::Key(Key {
                code: Code::Char('z'),
                ctrl: true,
                ..
            }) => vec![Effect::Suspend],
            Input::Key(Key {
                code: Code::Char('q'),
                ..
            }) => vec![Effect::Quit],
            Input::Key(Key {
                code: Code::Char('p'),
                ..
            }) => panic!("asked to"),
            Input::Key(Key {
                code: Code::Char('t'),
                ..
            }) => {
                std::thread::spawn(|| panic!("asked to"));
                vec![]
            }
            Input::Resized(c, r) => {
                self.1 = (c, r);
                vec![]
            }
            _ => vec![],
        }
    }
    fn draw(&self, a: Rect, b: &mut Buffer) -> H {
        for y in 0..a.height {
            b.set_stringn(
                0,
                y,
                format!("concurrium {} {:?} {}", self.0, self.1, "x".repeat(400)),
                a.width.into(),
                Style::new(),
            );
        }
        H
    }
}
struct R;
impl Runs for R {
    fn start(&mut self, _: &str, _: &concurrium::lessons::Settings) -> Result<(), String> {
        Ok(())
    }
    fn stop(&mut self) {}
    fn permit(&mut self, _: &concurrium::protocol::ActorId) {}
    fn act(&mut self, _: &concurrium::protocol::ActorId, _: concurrium::protocol::Verb) {}
    fn descriptor(&self) -> Option<std::os::fd::BorrowedFd<'_>> {
        None
    }
    fn take(&mut self) -> Vec<Input> {
        vec![]
    }
}
fn main() -> std::process::ExitCode {
    if std::env::args().nth(1).as_deref() == Some("reset-terminal") {
        return reset_terminal();
    }
    run(|| Start {
        program: P(0, (0, 0)),
        runs: R,
        effects: vec![],
    })
}
