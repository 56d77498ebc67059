//! Layouts held against what each pane asks for.

use super::*;

const SMALL: Rect = Rect::new(0, 0, 80, 24);

/// What a lesson of eight processes asks for, and that of a hundred.
const ASKS: [Asks; 2] = [
    Asks {
        stage: 10,
        lanes: 8,
        why: 2,
        longest_why: 4,
        output: 6,
        traceback: false,
        question: None,
        countdown: None,
    },
    Asks {
        stage: 102,
        lanes: 100,
        why: 9,
        longest_why: 12,
        output: 200,
        traceback: false,
        question: None,
        countdown: None,
    },
];

/// With a question of so many rows.
fn asked(asks: Asks, rows: u16) -> Asks {
    Asks {
        question: Some(rows),
        countdown: None,
        ..asks
    }
}

fn hold(parts: &Parts, area: Rect) {
    let mut all = vec![parts.header, parts.question, parts.prompt, parts.footer];
    all.extend(parts.panes);
    all.retain(|part| !part.is_empty());
    for (n, part) in all.iter().enumerate() {
        assert_eq!(part.intersection(area), *part, "{area}");
        for other in &all[n + 1..] {
            assert!(!part.intersects(*other), "{area}: {part} and {other}");
        }
    }
}

#[test]
fn parts_never_overlap_nor_leave_the_screen_and_the_focus_is_seen() {
    for width in 0..=240 {
        for height in 0..=80 {
            let area = Rect::new(0, 0, width, height);
            for (focus, asks) in Pane::ALL
                .iter()
                .flat_map(|&pane| ASKS.map(|asks| (pane, asks)))
            {
                let parts = lesson(area, &asks, widths(area, 40), focus);
                hold(&parts, area);
                let unseen = parts.pane(focus).height < 2;
                assert_eq!(unseen, too_small(area), "{area} {focus:?}");
                hold(
                    &lesson(area, &asked(asks, 7), widths(area, 52), focus),
                    area,
                );
                hold(&presenter(area, &asked(asks, 7), focus), area);
            }
        }
    }
}

#[test]
fn a_question_is_seen_whole_on_the_smallest_screen_too() {
    for (width, height) in [(40, 12), (60, 14), (60, 20), (80, 24), (200, 60)] {
        let area = Rect::new(0, 0, width, height);
        for (rows, asks) in (3..=8).flat_map(|rows| ASKS.map(|asks| (rows, asks))) {
            let asks = asked(asks, rows);
            for focus in Pane::ALL {
                let parts = lesson(area, &asks, widths(area, 40), focus);
                assert_eq!(parts.question.height, rows + 1, "{area} {rows}");
                assert!(parts.pane(Pane::Timeline).is_empty());
                let parts = presenter(area, &asks, focus);
                assert_eq!(parts.question.height, rows + 1, "{area} {rows}");
            }
        }
    }
}

#[test]
fn a_presenter_shows_what_is_in_focus_and_why() {
    for width in 40..=240 {
        for height in 12..=80 {
            let area = Rect::new(0, 0, width, height);
            for focus in Pane::ALL {
                let parts = presenter(area, &ASKS[0], focus);
                hold(&parts, area);
                let seen = Pane::ALL
                    .iter()
                    .filter(|&&pane| !parts.pane(pane).is_empty());
                let both = if focus == Pane::Why { 1 } else { 2 };
                assert_eq!(seen.count(), both, "{area} {focus:?}");
            }
        }
    }
}

#[test]
fn a_small_classroom_screen_shows_every_pane() {
    let parts = lesson(SMALL, &ASKS[0], widths(SMALL, 40), Pane::Stage);
    assert!(Pane::ALL.iter().all(|&pane| !parts.pane(pane).is_empty()));
    assert_eq!(parts.pane(Pane::Stage).height, 11);
}

#[test]
fn while_nobody_lacks_rows_nothing_moves() {
    let usual = lesson(SMALL, &Asks::default(), widths(SMALL, 40), Pane::Stage);
    for stage in 0..=10 {
        for (why, lanes) in (0..=5).flat_map(|why| (0..=2).map(move |lanes| (why, lanes))) {
            let asks = Asks {
                stage,
                why,
                lanes,
                ..Asks::default()
            };
            assert_eq!(
                lesson(SMALL, &asks, widths(SMALL, 40), Pane::Stage),
                usual,
                "{asks:?}"
            );
        }
    }
}

#[test]
fn no_rows_are_empty_where_others_lack_them() {
    let asks = Asks {
        stage: 13,
        lanes: 2,
        why: 2,
        longest_why: 3,
        output: 1,
        traceback: false,
        question: None,
        countdown: None,
    };
    let parts = lesson(SMALL, &asks, widths(SMALL, 40), Pane::Stage);
    assert_eq!(parts.pane(Pane::Stage).height, 14);
    let words = Asks {
        why: 8,
        ..Asks::default()
    };
    let parts = lesson(SMALL, &words, widths(SMALL, 40), Pane::Why);
    assert_eq!(parts.pane(Pane::Why).height, 9);
}

#[test]
fn what_has_gone_wrong_is_to_be_read_whole() {
    let asks = Asks {
        output: 8,
        traceback: true,
        ..ASKS[0]
    };
    let usual = widths(SMALL, 40);
    let wide = usual.for_a_traceback();
    assert!(wide.output > 45 && wide.output + wide.why + 1 == 80);
    let parts = lesson(SMALL, &asks, wide, Pane::Stage);
    assert_eq!(parts.pane(Pane::Output).height, 9);
    assert!(parts.pane(Pane::Stage).height > STAGE);
}
