//! The wording of signals, stops, and another parent.

use super::*;

#[test]
fn a_signal_says_who_sent_it_and_when_nothing_comes_of_it() {
    let mut told = Told::new();
    let kernel = |state| What::State {
        state,
        source: Source::Kernel,
        status: None,
    };
    assert_eq!(
        told.message("p0", "p0", "signal", "SIGKILL", "p0/1"),
        [
            "**4711** sends `SIGKILL` to **4712**",
            "**4711** 向 **4712** 发出 `SIGKILL`"
        ]
    );
    assert_eq!(
        told.message("p0/1", "student", "signal", "SIGSTOP", "p0/1"),
        [
            "You send `SIGSTOP` to **4712**",
            "你向 **4712** 发出 `SIGSTOP`"
        ]
    );
    assert_eq!(
        told.tell("p0/1", kernel(State::Stopped))[0],
        "The kernel shows **4712** as T: a signal has stopped it, and only SIGCONT lets it go on"
    );
    assert_eq!(
        told.message("p0/1", "student", "signal", "SIGTERM", "p0/1"),
        [
            "You send `SIGTERM` to **4712**: it is stopped, and finds it when it goes on",
            "你向 **4712** 发出 `SIGTERM`；它正停着，接着走时才会收到"
        ]
    );
    assert_eq!(
        told.tell("p0/1", kernel(State::Running)),
        [
            "The kernel lets **4712** go on, where it was stopped",
            "内核让 **4712** 从停住的地方继续往下走"
        ]
    );
    told.zombie("p0/1", Some(15));
    assert_eq!(
        told.message("p0/1", "student", "signal", "SIGKILL", "p0/1")[0],
        "You send `SIGKILL` to **4712**; but that is a zombie, and nothing happens"
    );
    told.ended("p0/1", How::Signal(15), Some("p0"));
    let refused = What::Refused {
        what: "SIGKILL".into(),
        why: "nobody is there".into(),
        said: None,
    };
    assert_eq!(
        told.tell("p0/1", refused),
        [
            "`SIGKILL` to **4712** was refused: nobody is there",
            "发给 **4712** 的 `SIGKILL` 被拒绝：nobody is there"
        ]
    );
}

#[test]
fn another_parent_is_told_with_the_one_before() {
    let mut told = Told::new();
    assert_eq!(
        told.fact("p0/1", "ppid", "4711", Source::Kernel)[0],
        "**4712**: `ppid` is `4711`, says the kernel"
    );
    assert_eq!(
        told.fact("p0/1", "ppid", "1", Source::Kernel),
        [
            "**4712** has another parent now: **1**, says the kernel; it was 4711",
            "**4712** 换了父进程：内核显示 ppid 现在是 **1**，原来是 4711"
        ]
    );
}
