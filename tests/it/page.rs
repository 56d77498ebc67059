//! A run on a page: each step once, for any browser, and the same every time.

use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_concurrium");

/// The page that these arguments make, in a folder of its own.
fn page(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    let done = Command::new(PROGRAM)
        .arg("page")
        .args(arguments)
        .arg("-o")
        .arg(&file)
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    std::fs::read_to_string(&file).unwrap()
}

fn steps(page: &str) -> usize {
    page.matches("<section ").count()
}

#[test]
fn each_step_is_there_and_it_is_the_same_anywhere() {
    for lang in ["en", "zh"] {
        let made = page(&["deadlock", "--lang", lang]);
        let many = steps(&made);
        let last = match lang {
            "en" => format!("step {many} of {many}"),
            _ => format!("第 {many} 步，共 {many} 步"),
        };
        assert!(made.contains(&last), "{last}");
        assert!(
            made == page(&["deadlock", "--lang", lang]),
            "another one the second time"
        );
    }
}

#[test]
fn sixty_steps_are_no_more_than_a_megabyte_and_a_half() {
    let made = page(&["fork-tree"]);
    assert!(steps(&made) > 40, "{}", steps(&made));
    assert!(made.len() * 60 / steps(&made) < 1_500_000, "{}", made.len());
}

#[test]
fn a_tour_is_its_captions() {
    let made = page(&["generator", "--tour", "--lang", "en"]);
    assert!((4..20).contains(&steps(&made)), "{}", steps(&made));
    let nothing_said = made
        .split("<section ")
        .skip(1)
        .find(|step| !step.contains("<p>"));
    assert_eq!(nothing_said, None);
}
