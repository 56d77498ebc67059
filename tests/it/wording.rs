//! The words themselves: one Chinese term for each thing, no plural left open, notes short enough to stand beside the output.

use concurrium::i18n::{Lang, words};
use concurrium::lessons::Lesson;
use concurrium::narrate;
use concurrium::view::wrap;

/// What isn't said in Chinese, and what is said instead.
const REJECTED: [(&str, &str); 27] = [
    ("首进程", "会话首领"),
    ("状态字（", "状态值"),
    ("页帧", "页框"),
    ("内存帧", "页框"),
    ("文件偏移（", "文件偏移量"),
    ("worker", "工作线程 or 工作进程"),
    ("body", "函数体"),
    ("leaf", "叶子"),
    ("轮次", "轮"),
    ("turns", "轮"),
    ("扔", "抛入"),
    ("sub-reaper", "subreaper"),
    ("socket", "套接字"),
    ("traceback", "回溯"),
    ("走到头", "跑完"),
    ("走到了头", "跑完了"),
    ("扣住", "先不揭晓"),
    ("演讲模式", "演示模式"),
    ("现场", "舞台"),
    ("这个台", "舞台"),
    ("房子", "进程"),
    ("最新处", "实时"),
    ("圆满", "正常"),
    ("池子", "线程池 or 进程池"),
    ("打印机", "打印站"),
    ("收拾", "收尾"),
    (" MB", "MiB"),
];

/// A name, and a text behind it.
type Named = (String, String);

/// All texts of the lessons in a language, each with its place.
fn lesson_texts(lang: Lang) -> Vec<Named> {
    crate::shelf::all()
        .into_iter()
        .flat_map(|lesson| texts_of(lesson, lang))
        .collect()
}

fn texts_of(lesson: &Lesson, lang: Lang) -> Vec<Named> {
    let text = lesson.text(lang);
    let id = &lesson.id;
    let mut all = vec![
        (format!("{id} title"), text.title.clone()),
        (format!("{id} summary"), text.summary.clone()),
        (format!("{id} about"), text.about.clone()),
    ];
    let facts = text.facts.iter();
    all.extend(facts.map(|(label, words)| (format!("{id} facts"), format!("{label}: {words}"))));
    let notes = text.all_notes();
    all.extend(notes.map(|(cue, note)| (format!("{id} cue: {cue}"), note.to_owned())));
    let ends = text.all_ends();
    all.extend(ends.map(|end| (format!("{id} end"), end.to_owned())));
    for (kind, texts) in [("knob", &text.knobs), ("tour", &text.captions)] {
        let named = texts.iter();
        all.extend(named.map(|(name, words)| (format!("{id} {kind}: {name}"), words.clone())));
    }
    let told = text.speaker.iter();
    all.extend(told.map(|(name, words)| (format!("{id} notes: {name}"), words.clone())));
    for (name, ask) in &text.questions {
        let place = format!("{id} predict: {name}");
        all.push((place.clone(), ask.question.clone()));
        for choice in &ask.choices {
            let label = choice.label.clone().unwrap_or_default();
            let right = choice.right.clone().unwrap_or_default();
            let helping = choice.helping.clone().unwrap_or_default();
            all.push((
                place.clone(),
                format!("{label} {} {right} {helping}", choice.why),
            ));
        }
    }
    all
}

/// All texts that somebody reads in a language.
fn texts(lang: Lang) -> Vec<Named> {
    let screen = words(lang).map(|(key, words)| (key.to_owned(), words.to_owned()));
    screen.chain(lesson_texts(lang)).collect()
}

/// A text without its code and its placeholders.
fn prose(text: &str) -> String {
    let outside_code = text.split('`').step_by(2).collect::<String>();
    let mut prose = String::new();
    let mut inside = false;
    for sign in outside_code.chars() {
        match sign {
            '{' => inside = true,
            '}' => inside = false,
            sign if !inside => prose.push(sign),
            _ => {}
        }
    }
    prose
}

#[test]
fn chinese_has_one_term_for_each_thing() {
    // The heading of a section is Python's own spelling of a call.
    let quotes = ["throw(type, value, traceback)"];
    let mut faults = Vec::new();
    for (place, text) in texts(Lang::Zh) {
        let prose = quotes
            .iter()
            .fold(prose(&text), |prose, quote| prose.replace(quote, ""));
        // nobody is a user of the machine.
        let prose = prose.replace("nobody", "");
        for (rejected, instead) in REJECTED {
            if prose.contains(rejected) {
                faults.push(format!("{place}: {rejected}: say {instead}"));
            }
        }
        // A pipe is 管道; what coroutines are put together to is 流水线.
        if place.starts_with("pipeline") && prose.contains("管道") {
            faults.push(format!("{place}: 管道: say 流水线"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_plural_is_left_open() {
    for lang in Lang::ALL {
        for (place, text) in texts(lang) {
            assert!(!prose(&text).contains("(s)"), "{place}: {text}");
            // `{n:round|rounds}`: two forms, neither of them empty.
            for inside in text.split('{').skip(1) {
                let inside = inside.split('}').next().unwrap_or_default();
                let Some((name, forms)) = inside.split_once(':') else {
                    continue;
                };
                if name.contains(['\'', '"', '=']) {
                    continue; // a dict of Python's
                }
                let forms: Vec<&str> = forms.split('|').collect();
                assert_eq!(forms.len(), 2, "{place}: {inside}");
                assert!(
                    forms.iter().all(|form| !form.is_empty()),
                    "{place}: {inside}"
                );
            }
        }
    }
}

/// Beside the output, 80 columns leave a note about 50; of the five rows the first is the sentence for the step.
#[test]
fn a_note_fits_beside_the_output() {
    const COLUMNS: usize = 50;
    const ROWS: usize = 4;
    let mut too_long = Vec::new();
    for lang in Lang::ALL {
        for (place, text) in lesson_texts(lang) {
            if !(place.contains(" cue: ") || place.ends_with(" end")) {
                continue;
            }
            let mut note = narrate::plain(&text);
            for (name, value) in [
                ("{name}", "worker 1"),
                ("{status}", "768"),
                ("{state}", "Z"),
            ] {
                note = note.replace(name, value);
            }
            for pid in ["{pid}", "{ppid}", "{tid}", "{fork-last}"] {
                note = note.replace(pid, "14711");
            }
            assert!(!note.contains("{p"), "{place}: {note}");
            let rows = wrap::text(&note, COLUMNS).len();
            if rows > ROWS {
                too_long.push(format!("{place}, {}: {rows} rows", lang.code()));
            }
        }
    }
    assert!(too_long.is_empty(), "{}", too_long.join("\n"));
}

/// At 80 columns the speaker's screen leaves 67 for what there is to say; below what the class sees and is asked there are some eight rows.
#[test]
fn a_speaker_reads_at_a_glance() {
    const COLUMNS: usize = 67;
    const ROWS: usize = 8;
    let mut faults = Vec::new();
    for lesson in crate::shelf::all() {
        for lang in Lang::ALL {
            let told = &lesson.text(lang).speaker;
            if !(3..=6).contains(&told.len()) {
                faults.push(format!("{}: {} notes", lesson.id, told.len()));
            }
            for (name, words) in told {
                let place = format!("{} {name}, {}", lesson.id, lang.code());
                let paragraphs: Vec<String> = words.split("\n\n").map(narrate::plain).collect();
                // What would give an answer away stands apart, so that nobody reads it out too early.
                let within = ["After the vote:", "投票之后："]
                    .map(|after| paragraphs.iter().any(|words| words.rfind(after) > Some(0)));
                if within.contains(&true) {
                    faults.push(format!("{place}: after the vote, no paragraph of its own"));
                }
                let rows = paragraphs
                    .iter()
                    .map(|words| wrap::text(words, COLUMNS).len());
                let rows = rows.sum::<usize>() + paragraphs.len() - 1;
                if rows > ROWS {
                    faults.push(format!("{place}: {rows} rows"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A verdict may come many steps after its question, over the timeline: what it sends one to look at may be gone by then. What can
/// be seen, `g` goes to.
#[test]
fn what_is_said_to_an_answer_holds_whenever_it_is_read() {
    const EN: &[&str] = &["ook at ", "atch what", "atch the", "ount the", "ompare "];
    const ZH: &[&str] = &["：看", "盯着", "数一数", "比一比"];
    let mut pointing = Vec::new();
    for lesson in crate::shelf::all() {
        for lang in Lang::ALL {
            let words = if lang == Lang::Zh { ZH } else { EN };
            for (question, ask) in &lesson.text(lang).questions {
                let said = ask.choices.iter();
                let said =
                    said.flat_map(|choice| std::iter::once(&choice.why).chain(&choice.right));
                let said = said.filter(|text| words.iter().any(|word| text.contains(word)));
                pointing.extend(said.map(|text| format!("{} {question}: {text}", lesson.id)));
            }
        }
    }
    assert!(pointing.is_empty(), "{}", pointing.join("\n"));
}
