//! What holds of a trace to which a later version has added events and fields.

use super::*;

const HEADER: &str = r#"{"concurrium":1,"lesson":"x","knobs":{}}"#;

/// Any JSON, a little of it.
fn json_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Into::into),
            prop::collection::btree_map("[a-z]{0,4}", inner, 0..3)
                .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn what_a_later_version_adds_is_passed_over_and_written_again(
        draws in draws(120),
        added in vec((any::<prop::sample::Index>(), "[a-z_]{0,8}", json_value()), 0..12),
        fields in vec((any::<prop::sample::Index>(), "[a-z_ ü\\\\\"]{0,8}", json_value()), 0..12),
    ) {
        let mut lines: Vec<serde_json::Value> = Maker::trace(&draws)
            .iter()
            .map(|event| serde_json::to_value(event).unwrap())
            .collect();
        let mut longer = 0;
        for (at, name, value) in &fields {
            let name = format!("new {name}");
            let at = at.index(lines.len());
            longer += 1;
            lines[at][name] = value.clone();
        }
        for (at, name, value) in &added {
            let at = at.index(lines.len() + 1);
            let actor = ["p0", "p0/7.t9"][at % 2];
            lines.insert(at, serde_json::json!({
                "t_ns": 0, "actor": actor, "event": format!("new_{name}"), "value": value,
            }));
        }
        let mut file = HEADER.as_bytes().to_vec();
        for (line, seq) in lines.iter_mut().zip(1..) {
            line["seq"] = serde_json::json!(seq);
            file.extend(format!("\n{line}").bytes());
        }
        let (_, read) = trace::read(&*file).unwrap();
        let mut history = History::default();
        for line in read {
            history.push_as_written(line.event, line.as_written).unwrap();
        }
        prop_assert_eq!(history.len(), lines.len());
        prop_assert_eq!(history.unknown_events(), added.len());
        prop_assert!(history.with_unknown_fields() <= longer);
        prop_assert_eq!(history.with_unknown_fields() == 0, fields.is_empty());
        for (said, (event, as_written)) in lines.iter().zip(history.lines()) {
            let mut again = Vec::new();
            match as_written {
                Some(line) => trace::write_as_written(&mut again, line).unwrap(),
                None => trace::write_event(&mut again, event).unwrap(),
            }
            let again: serde_json::Value = serde_json::from_slice(&again).unwrap();
            prop_assert_eq!(said, &again);
        }
        for at in (0..history.len()).step_by(7) {
            prop_assert_eq!(history.seek(at).seq, at as u64);
        }
    }
}
