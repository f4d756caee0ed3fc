//! The first sentence of an answer about allies.

use detente_model::answer::{AlliedIssue, AlliesFinding};

/// One or two sentences in plain words.
#[must_use]
pub(super) fn sentence(finding: &AlliesFinding) -> String {
    match finding.issues.as_slice() {
        [] => "Nothing was asked about.".into(),
        [only] => one(finding, only),
        issues => {
            let pairs = || (0..finding.parties.len()).flat_map(|a| (a + 1..finding.parties.len()).map(move |b| (a, b)));
            let name = |party: usize| finding.parties[party].name.as_str();
            let told = |(a, b): (usize, usize), words: &str, number: u64| format!("{} and {} {words} on {number}", name(a), name(b));
            let closest = pairs().max_by_key(|(a, b)| (finding.together[*a][*b].same, std::cmp::Reverse((*a, *b))));
            let furthest = pairs().max_by_key(|(a, b)| (finding.together[*a][*b].differ, std::cmp::Reverse((*a, *b))));
            let mut parts = Vec::new();
            if let Some((a, b)) = closest.filter(|(a, b)| finding.together[*a][*b].same > 0) {
                parts.push(told((a, b), "want the same", finding.together[a][b].same));
            }
            if let Some((a, b)) = furthest.filter(|(a, b)| finding.together[*a][*b].differ > 0) {
                parts.push(told((a, b), "differ", finding.together[a][b].differ));
            }
            let told = if parts.is_empty() { "of no two parties it is known that they want anything".to_owned() } else { parts.join("; ") };
            format!("Of {} issues: {told}.", issues.len())
        }
    }
}

fn one(finding: &AlliesFinding, issue: &AlliedIssue) -> String {
    let camp = |(value, (_, name)): (usize, &(String, String))| {
        let names: Vec<&str> = AlliesFinding::camp(issue, value).map(|party| finding.parties[party].name.as_str()).collect();
        (!names.is_empty()).then(|| format!("“{name}”: {}", names.join(", ")))
    };
    let camps: Vec<String> = issue.values.iter().enumerate().filter_map(camp).collect();
    let unknown = issue.stances.iter().filter(|stance| stance.best.is_empty() && !stance.indifferent).count();
    let open = match unknown {
        0 => String::new(),
        1 => " Of one party it is not known.".into(),
        count => format!(" Of {count} parties it is not known."),
    };
    if camps.is_empty() {
        return format!("On “{}” nobody is known to want one value more than another.{open}", issue.name);
    }
    // several values may be best for one party: then camps overlap
    let caring = issue.stances.iter().filter(|stance| !stance.best.is_empty() && !stance.indifferent).count();
    let shared = (0..issue.values.len()).find(|value| AlliesFinding::camp(issue, *value).count() == caring);
    if let Some(value) = shared.filter(|_| camps.len() > 1) {
        let others: Vec<String> = issue.values.iter().enumerate().filter(|(other, _)| *other != value).filter_map(camp).collect();
        return format!(
            "On “{}” nothing is better for anybody who cares than “{}”; as good for some: {}.{open}",
            issue.name,
            issue.values[value].1,
            others.join("; ")
        );
    }
    let alike = if camps.len() == 1 { "all who care want the same" } else { "they want different things" };
    format!("On “{}” {alike}: {}.{open}", issue.name, camps.join("; "))
}
