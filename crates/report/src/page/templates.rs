//! The templates of a page.

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Value};

/// The templates, by name. `*.html` is escaped.
const TEMPLATES: [(&str, &str); 31] = [
    ("page.html", include_str!("../../templates/page.html")),
    ("style.css", include_str!("../../templates/style.css")),
    ("basis.html", include_str!("../../templates/basis.html")),
    ("answers.html", include_str!("../../templates/answers.html")),
    ("equilibria.html", include_str!("../../templates/equilibria.html")),
    ("matrix.html", include_str!("../../templates/matrix.html")),
    ("evolution.html", include_str!("../../templates/evolution.html")),
    ("levers.html", include_str!("../../templates/levers.html")),
    ("agreement.html", include_str!("../../templates/agreement.html")),
    ("coalitions.html", include_str!("../../templates/coalitions.html")),
    ("packages.html", include_str!("../../templates/packages.html")),
    ("settlement.html", include_str!("../../templates/settlement.html")),
    ("acceptance.html", include_str!("../../templates/acceptance.html")),
    ("refusal.html", include_str!("../../templates/refusal.html")),
    ("key.html", include_str!("../../templates/key.html")),
    ("allies.html", include_str!("../../templates/allies.html")),
    ("link.html", include_str!("../../templates/link.html")),
    ("forecasts.html", include_str!("../../templates/forecasts.html")),
    ("forecast.html", include_str!("../../templates/forecast.html")),
    ("left_out.html", include_str!("../../templates/left_out.html")),
    ("parties.html", include_str!("../../templates/parties.html")),
    ("variables.html", include_str!("../../templates/variables.html")),
    ("rules.html", include_str!("../../templates/rules.html")),
    ("preferences.html", include_str!("../../templates/preferences.html")),
    ("evidence.html", include_str!("../../templates/evidence.html")),
    ("unused.html", include_str!("../../templates/unused.html")),
    ("judgement.html", include_str!("../../templates/judgement.html")),
    ("claims.html", include_str!("../../templates/claims.html")),
    ("robust.html", include_str!("../../templates/robust.html")),
    ("remarks.html", include_str!("../../templates/remarks.html")),
    ("made.html", include_str!("../../templates/made.html")),
];

/// The templates of a report, ready to be filled.
pub struct Templates {
    environment: Environment<'static>,
}

impl Default for Templates {
    fn default() -> Self {
        let mut environment = Environment::new();
        let mut syntax = SyntaxConfig::builder();
        syntax.trim_blocks(true).lstrip_blocks(true);
        environment.set_syntax(syntax.build().unwrap_or_else(|error| panic!("the syntax of templates is well-formed: {error:#}")));
        environment.set_auto_escape_callback(|name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None });
        for (name, text) in TEMPLATES {
            environment.add_template(name, text).unwrap_or_else(|error| panic!("the template {name} is well-formed: {error:#}"));
        }
        Self { environment }
    }
}

impl Templates {
    /// Fills a template.
    ///
    /// # Panics
    /// If the template asks for what it is not given: a fault of this crate.
    #[must_use]
    pub fn fill(&self, name: &str, values: Value) -> String {
        let template = self.environment.get_template(name).unwrap_or_else(|error| panic!("the template {name} is there: {error:#}"));
        template.render(values).unwrap_or_else(|error| panic!("the template {name} can be filled: {error:#}"))
    }
}
