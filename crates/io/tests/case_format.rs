//! Formatting of case files: white space only.

use detente_io::case::format::{format, template};
use detente_io::case::read_case;

#[test]
fn white_space_is_canonical() {
    let found = format(
        "\n\n# head\nformat=1   # the first\n\n\n\ntitle   =  \"T\"\nx-list = [1,2 , 3,]\nx.y  .z={a=1,b . c = [ 1 ] ,}\n[ party . a ] # who\n\n\nkind=\"state\"\n  # own\n  members = [ # those\n \"b\" , # second\n # alone\n\"c\" # last\n , ]\n# end\n[[infeasible]]\nwhen = 'x'\n\n\n\n# tail  \n\n",
    );
    assert_eq!(
        found.unwrap(),
        "# head\nformat = 1  # the first\n\ntitle = \"T\"\nx-list = [1, 2, 3]\nx.y.z = { a = 1, b.c = [1] }\n\n[party.a]  # who\nkind = \"state\"\n# own\nmembers = [  # those\n  \"b\",  # second\n  # alone\n  \"c\",  # last\n]\n\n# end\n[[infeasible]]\nwhen = 'x'\n\n# tail\n"
    );
}

#[test]
fn long_lists_are_wrapped() {
    let item = "\"012345678901234567890123456789\"";
    let found = format(&format!("a = [{item}, {item}, [{item}, {item}, {item}, {item}]]")).unwrap();
    assert_eq!(found, format!("a = [\n  {item},\n  {item},\n  [\n    {item},\n    {item},\n    {item},\n    {item},\n  ],\n]\n"));
}

#[test]
fn the_template_is_in_order_already() {
    let text = template("T");
    assert_eq!(format(&text).unwrap(), text);
}

#[test]
fn faults_of_syntax_are_reported() {
    let faults = format("a = \nb = 'x\n").unwrap_err();
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults.iter().all(|fault| fault.code == "toml-syntax"));
}

/// A case without the places of its parts.
fn meaning(text: &str) -> Option<String> {
    let case = read_case("case.toml", text.as_bytes(), &|_| Ok(Vec::new())).case?;
    let shown = format!("{case:?}");
    let mut parts = shown.split("Span { ");
    let mut bare = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        bare.push_str(part.split_once(" }").map_or("", |(_, rest)| rest));
    }
    Some(bare.replace(&case.digest, ""))
}

#[test]
fn formatting_changes_no_meaning_and_is_idempotent() {
    let mut texts: Vec<String> = vec![template("T"), template("T").replace('\n', "\r\n"), String::new(), "# only".into()];
    let base = template("T");
    // white space and comments thrown in wherever a line ends or a comma stands
    for seed in 0..200u64 {
        let mut text = String::new();
        let mut state = seed;
        for character in base.chars() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push(character);
            match (character, (state >> 60) & 7) {
                ('\n', 0) => text.push_str("\n\n\n"),
                ('\n', 1) => text.push_str("  # thrown in  \n"),
                ('\n', 2) => text.push_str("   "),
                (' ', 0) => text.push(' '),
                _ => {}
            }
        }
        texts.push(text);
    }
    let mut read = 0;
    for text in texts {
        let Ok(once) = format(&text) else { continue };
        assert_eq!(format(&once).unwrap(), once, "not idempotent:\n{text}\n-----\n{once}");
        assert!(once.lines().all(|line| line.trim_end() == line), "{once}");
        assert_eq!(text.matches("# thrown in").count(), once.matches("# thrown in").count(), "a comment was lost");
        if let Some(before) = meaning(&text) {
            assert_eq!(Some(before), meaning(&once), "{text}\n-----\n{once}");
            read += 1;
        }
    }
    assert!(read > 100, "{read} cases only could be read");
}
