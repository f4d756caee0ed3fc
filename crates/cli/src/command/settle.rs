use crate::exit::Failure;
use crate::shell::{Asked, Format, Method, Shell, failed};
use anyhow::Context;
use clap::{Args, ValueEnum};
use detente::io::answer::{write_settlement_csv, write_settlement_json};
use detente::model::number::Decimal;
use detente::report::{svg, text};
use detente::solve::settlement::Ends;
use detente::{SettleEngine, Settling};
use std::path::PathBuf;

/// Which packages could be signed, which are best for whom, and what stands in the way
#[derive(Args)]
#[command(after_help = "Examples:
  detente settle mycase
  detente settle mycase --signatories usa,ussr,frg --weight ussr=2
  detente settle mycase --package \"alliance=nato,usa.assurances=yes\"
  detente settle mycase --dominated dual
  detente settle mycase --plane usa,ussr -o plane.svg
  detente settle Laptop/             (a folder of GENIUS, GeniusWeb or NegMAS files)
  detente settle mycase --format csv > frontier.csv")]
pub(crate) struct Settle {
    #[command(flatten)]
    asked: Asked,
    /// Who signs, separated by commas [default: each smallest set of parties that can decide every issue]
    #[arg(long, value_name = "PARTIES", value_delimiter = ',')]
    signatories: Vec<String>,
    /// How much a party's utility weighs in sums and its gain in products (a power); 1 for whoever is not named
    #[arg(long, value_name = "PARTY=N", value_parser = weight)]
    weight: Vec<(String, u32)>,
    /// Say who gives and gets what in this package: issue=value,party.option=value; the rest as in the status quo
    #[arg(long, value_name = "VALUES")]
    package: Vec<String>,
    /// The same for a proposal of the case
    #[arg(long, value_name = "NAME")]
    proposal: Vec<String>,
    /// Say whether this proposal or package is dominated, and by what
    #[arg(long, value_name = "NAME|VALUES")]
    dominated: Option<String>,
    /// Draw all packages in the plane of these two parties: their utilities, or places in their orders
    #[arg(long, value_name = "A,B", value_parser = two, requires = "output")]
    plane: Option<(String, String)>,
    /// The SVG file for --plane
    #[arg(short, long, value_name = "FILE", requires = "plane")]
    output: Option<PathBuf>,
    /// Where it is not settled what a party is left with if nothing is signed: what counts
    #[arg(long, value_name = "WHAT", default_value = "interval")]
    otherwise: WithoutAgreement,
    /// How packages are found
    #[arg(long, value_name = "ENGINE", default_value = "auto")]
    engine: Engine,
    /// How far short of the best linear programs may stop, as a share of the range [default: 0.005 beyond 33554432 combinations, else 0]
    #[arg(long, value_name = "SHARE", value_parser = gap)]
    gap: Option<f64>,
    /// Leave out the side payments that the case declares
    #[arg(long)]
    no_payments: bool,
    /// In steps of how much is paid, in the unit of the payment [default: a round number of which at least twenty fit into the most]
    #[arg(long, value_name = "AMOUNT", value_parser = step)]
    step: Option<Decimal>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    /// Every package up to some tens of millions, linear programs beyond
    Auto,
    /// Every package is looked at
    Enumerate,
    /// Linear programs over whole numbers: for utilities that add up
    Program,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WithoutAgreement {
    /// All of it: whoever is within it may or may not accept
    Interval,
    /// The worst of it
    Worst,
    /// The best of it
    Best,
}

fn two(text: &str) -> Result<(String, String), String> {
    let (across, up) = text.split_once(',').ok_or_else(|| format!("found `{text}`, expected two parties: a,b"))?;
    Ok((across.trim().to_owned(), up.trim().to_owned()))
}

fn gap(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|gap| (0.0..=1.0).contains(gap))
        .ok_or_else(|| format!("found `{text}`, expected a share from 0 to 1, such as 0.001"))
}

fn step(text: &str) -> Result<Decimal, String> {
    Decimal::parse(text)
        .filter(|step| *step > Decimal::default())
        .ok_or_else(|| format!("found `{text}`, expected an amount above 0, such as 0.5"))
}

fn weight(text: &str) -> Result<(String, u32), String> {
    let expected = || format!("found `{text}`, expected PARTY=N with a whole number from 1 to 100");
    let (party, weight) = text.split_once('=').ok_or_else(expected)?;
    let weight: u32 = weight.trim().parse().map_err(|_| expected())?;
    if (1..=100).contains(&weight) { Ok((party.trim().to_owned(), weight)) } else { Err(expected()) }
}

impl Settle {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let question = shell.question(self.asked.frame.as_deref(), &Method::default());
        let control = shell.control();
        let settling = Settling {
            ends: match self.otherwise {
                WithoutAgreement::Interval => Ends::Interval,
                WithoutAgreement::Worst => Ends::Worst,
                WithoutAgreement::Best => Ends::Best,
            },
            signatories: self.signatories.clone(),
            weights: self.weight.clone(),
            packages: self.proposal.iter().chain(&self.package).cloned().collect(),
            dominated: self.dominated.clone(),
            plane: self.plane.clone(),
            without_payments: self.no_payments,
            step: self.step,
            engine: match self.engine {
                Engine::Auto => SettleEngine::Auto,
                Engine::Enumerate => SettleEngine::Enumerate,
                Engine::Program => SettleEngine::Program,
            },
            seconds: shell.time_limit(),
            gap: self.gap,
        };
        let answer = detente::settle(&case, &question, &settling, &control).map_err(|error| failed(error, &files))?;
        if let (Some((across, up)), Some(path)) = (&self.plane, &self.output) {
            let drawing = svg::plane(&answer.finding).ok_or_else(|| {
                anyhow::anyhow!("`{across}` and `{up}` cannot be drawn: both need wishes that put all packages in an order (statements, weights, values, positions or payoffs)")
            })?;
            std::fs::write(path, drawing).with_context(|| format!("`{}` cannot be written", path.display()))?;
        }
        shell.answer(|out| match self.asked.format {
            Format::Text => out.write_all(text::settlement(&answer, shell.style()).as_bytes()),
            Format::Json => write_settlement_json(out, &case, &answer),
            Format::Csv => write_settlement_csv(out, &answer.finding),
        })?;
        Ok(shell.done(answer.made.stopped))
    }
}
