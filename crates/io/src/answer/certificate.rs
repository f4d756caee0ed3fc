//! The twins of certificates, which are also read back to be verified.

use detente_model::Case;
use detente_model::answer::{
    Certificate, Certified, CertifiedStep, Claim, Closed, Decided, Deterred, Dominance, JointMove, Layers, Leavers, Preferred, Sanction,
    StateValues, Undeterred,
};
use detente_model::expression::Value;
use detente_model::index::{PartyId, VariableId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is claimed of a frame and what proves it. Each state is the positions of its values, from 0, in the order of the frame's
/// variables, with full stops between them.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum CertificateTwin {
    /// A state is, or is not, stable for a party.
    Stability(StabilityTwin),
    /// A state is better than another for a party.
    Order {
        frame: String,
        party: String,
        better: String,
        worse: String,
        /// What decides: once for a weak order; for a partial one, once for each order whose agreement it is.
        decided: Vec<DecidedTwin>,
    },
    /// Ways are shortest.
    Layers {
        frame: String,
        start: String,
        /// Whether every step must be better for its mover.
        improvements: bool,
        /// All that takes just 1, 2, … steps, by who moved last; up to one step less than the longest way.
        layers: Vec<Vec<GroupTwin>>,
        /// The ways.
        ways: Vec<Vec<NodeTwin>>,
    },
    /// Steps lead from each of these states to each other and to no other.
    Closed {
        frame: String,
        /// Whether only steps count that are better for their mover.
        improvements: bool,
        /// The states, with spaces between them.
        states: String,
    },
    /// Parties can agree on a change from which each of them gains.
    Consent {
        frame: String,
        from: String,
        to: String,
        members: Vec<MemberTwin>,
        /// The issues that take the consent of several.
        rules: Vec<RuleTwin>,
    },
    /// A state is better for some parties and worse for none.
    Dominance {
        frame: String,
        parties: Vec<String>,
        better: String,
        worse: String,
        /// A party for which it is better.
        gains: String,
    },
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct StabilityTwin {
    frame: String,
    state: String,
    party: String,
    /// Whether answers must be improvements for whoever gives them; null: nothing deters (Nash).
    credible: Option<bool>,
    /// Whether an answer must withstand the party's own next move.
    response: bool,
    /// Who may also deter by leaving at the same time; null: nobody.
    at_once: Option<LeaversTwin>,
    stable: bool,
    /// For each improvement what deters it. Null where the claim is that the state is not stable.
    paths: Option<Vec<PathTwin>>,
    /// An improvement that nothing deters, with all that the others can reach. Null where the claim is that the state is stable.
    closed_set: Option<ClosedSetTwin>,
    /// Beside a closed set, where unstable parties may deter by leaving at the same time: those that would stay, and why.
    staying: Option<Vec<StayingTwin>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum LeaversTwin {
    /// Parties for whom the state is not sequentially stable.
    Unstable,
    /// Every party that has an improvement from it.
    AnyImprovement,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct PathTwin {
    improvement: String,
    /// The others' moves from there, one after the other; null if they leave at the same time.
    answer: Option<Vec<NodeTwin>>,
    /// The others' moves from the state itself, at the same time; null if they answer.
    at_once: Option<Vec<NodeTwin>>,
    /// Why each of them would leave of itself, where only such parties count.
    leaving: Vec<ClosedSetTwin>,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct ClosedSetTwin {
    improvement: String,
    nodes: Vec<NodeTwin>,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct StayingTwin {
    party: String,
    paths: Vec<PathTwin>,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct NodeTwin {
    /// Who moves.
    party: String,
    /// Where to.
    to: String,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct GroupTwin {
    /// Who moved last.
    party: String,
    /// The states, with spaces between them.
    to: String,
}

#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DecidedTwin {
    /// Nothing: the states are equal.
    Equal,
    /// The statement with this number, from 1.
    Statement(usize),
    /// The score at this place, from 0, after all statements and other scores before it.
    Score(usize),
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct MemberTwin {
    party: String,
    /// What makes the change better for it.
    decided: Vec<DecidedTwin>,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct RuleTwin {
    issue: String,
    /// Which of its rules applies, from 0.
    rule: usize,
}

/// Why certificates could not be read out of an answer.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// It is no JSON, or not an answer with certificates.
    #[error("this is not an answer with certificates: {0}")]
    Form(#[from] serde_json::Error),
    /// The answer has none.
    #[error(
        "the answer has no certificate: its finding is unknown, or the proof is too large, or none was asked for (`stability --certify`)"
    )]
    None,
    /// It names what the case does not have.
    #[error("the certificate names {what} `{name}`, which the case does not have")]
    Unknown {
        /// A party, a frame, an issue, a state.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// It has neither answers nor a closed set, or both.
    #[error("a certificate of stability has neither answers nor a closed set, or both")]
    Kind,
    /// What the answer says is not what its certificate is for.
    #[error("the answer says something else than its certificate: {0}")]
    Mismatch(&'static str),
}

/// The certificates of an answer.
pub struct Certificates {
    /// Each claim with what proves it.
    pub certified: Vec<Certified>,
    /// How many claims the answer says have none.
    pub uncertified: u64,
    /// The digest of the case that it was made from.
    pub case_digest: String,
}

fn names(values: &[Value]) -> String {
    let names: Vec<String> = values.iter().map(Value::to_string).collect();
    names.join(".")
}

fn decided_twins(decided: &[Decided]) -> Vec<DecidedTwin> {
    let twin = |decided: &Decided| match decided {
        Decided::Equal => DecidedTwin::Equal,
        Decided::Statement(number) => DecidedTwin::Statement(*number),
        Decided::Score(place) => DecidedTwin::Score(*place),
    };
    decided.iter().map(twin).collect()
}

/// The twin of a certificate.
pub(crate) fn twin(case: &Case, certified: &Certified) -> CertificateTwin {
    let party = |party: PartyId| case.parties[party].id.clone();
    let node = |to: &StateValues, by: PartyId| NodeTwin { party: party(by), to: names(to) };
    let steps = |steps: &[CertifiedStep]| steps.iter().map(|step| node(&step.to, step.party)).collect::<Vec<_>>();
    let closed_set = |open: &Undeterred| ClosedSetTwin {
        improvement: names(&open.improvement),
        nodes: open.nodes.iter().map(|(to, by)| node(to, *by)).collect(),
    };
    let path = |deterred: &Deterred| {
        let (answer, at_once, leaving) = match &deterred.by {
            Sanction::Answer(answer) => (Some(steps(answer)), None, Vec::new()),
            Sanction::AtOnce { moves, leaving } => (None, Some(steps(moves)), leaving.iter().map(closed_set).collect()),
        };
        PathTwin { improvement: names(&deterred.improvement), answer, at_once, leaving }
    };
    match certified {
        Certified::Stability(claim, certificate) => {
            let (mut paths, mut set, mut stayers) = (None, None, None);
            match certificate {
                Certificate::Paths(deterred) => paths = Some(deterred.iter().map(path).collect()),
                Certificate::ClosedSet { open, staying } => {
                    set = Some(closed_set(open));
                    let stay = |(who, deterred): &(PartyId, Vec<Deterred>)| StayingTwin {
                        party: party(*who),
                        paths: deterred.iter().map(path).collect(),
                    };
                    stayers = Some(staying.iter().map(stay).collect());
                }
            }
            CertificateTwin::Stability(StabilityTwin {
                frame: claim.frame.clone(),
                state: names(&claim.state),
                party: party(claim.party),
                credible: claim.credible,
                response: claim.response,
                at_once: claim.at_once.map(|leavers| match leavers {
                    Leavers::Unstable => LeaversTwin::Unstable,
                    Leavers::AnyImprovement => LeaversTwin::AnyImprovement,
                }),
                stable: claim.stable,
                paths,
                closed_set: set,
                staying: stayers,
            })
        }
        Certified::Order(preferred) => CertificateTwin::Order {
            frame: preferred.frame.clone(),
            party: party(preferred.party),
            better: names(&preferred.better),
            worse: names(&preferred.worse),
            decided: decided_twins(&preferred.decided),
        },
        Certified::Layers(layers) => CertificateTwin::Layers {
            frame: layers.frame.clone(),
            start: names(&layers.start),
            improvements: layers.improvements,
            layers: layers.layers.iter().map(|nodes| groups(nodes, &party)).collect(),
            ways: layers.ways.iter().map(|way| steps(way)).collect(),
        },
        Certified::Closed(closed) => CertificateTwin::Closed {
            frame: closed.frame.clone(),
            improvements: closed.improvements,
            states: closed.states.iter().map(|state| names(state)).collect::<Vec<_>>().join(" "),
        },
        Certified::Consent(joint) => CertificateTwin::Consent {
            frame: joint.frame.clone(),
            from: names(&joint.from),
            to: names(&joint.to),
            members: joint
                .members
                .iter()
                .map(|(who, decided)| MemberTwin { party: party(*who), decided: decided_twins(decided) })
                .collect(),
            rules: joint.rules.iter().map(|(issue, rule)| RuleTwin { issue: case.variables[*issue].id.clone(), rule: *rule }).collect(),
        },
        Certified::Dominance(dominance) => CertificateTwin::Dominance {
            frame: dominance.frame.clone(),
            parties: dominance.parties.iter().map(|who| party(*who)).collect(),
            better: names(&dominance.better),
            worse: names(&dominance.worse),
            gains: party(dominance.gains),
        },
    }
}

/// The nodes of a layer, by who moved last.
fn groups(nodes: &[(StateValues, PartyId)], party: &dyn Fn(PartyId) -> String) -> Vec<GroupTwin> {
    let mut movers: Vec<PartyId> = nodes.iter().map(|(_, mover)| *mover).collect();
    movers.sort_unstable();
    movers.dedup();
    let states = |mover: PartyId| {
        let states = nodes.iter().filter(|(_, by)| *by == mover).map(|(state, _)| names(state));
        states.collect::<Vec<_>>().join(" ")
    };
    movers.into_iter().map(|mover| GroupTwin { party: party(mover), to: states(mover) }).collect()
}

/// Reads names of a case.
struct Reader<'a> {
    case: &'a Case,
}

impl Reader<'_> {
    fn frame(&self, name: &str) -> Result<String, CertificateError> {
        match self.case.frame_named(name) {
            Some(_) => Ok(name.to_owned()),
            None => Err(CertificateError::Unknown { what: "the frame", name: name.to_owned() }),
        }
    }

    fn party(&self, name: &str) -> Result<PartyId, CertificateError> {
        self.case.party_named(name).ok_or_else(|| CertificateError::Unknown { what: "the party", name: name.to_owned() })
    }

    fn issue(&self, name: &str) -> Result<VariableId, CertificateError> {
        let found = self.case.variables.enumerated().find(|(_, variable)| variable.id == name);
        found.map(|(id, _)| id).ok_or_else(|| CertificateError::Unknown { what: "the issue", name: name.to_owned() })
    }

    fn state(text: &str) -> Result<StateValues, CertificateError> {
        let values: Result<Vec<Value>, _> = text.split('.').map(str::parse).collect();
        values.map(Into::into).map_err(|_| CertificateError::Unknown { what: "the state", name: text.to_owned() })
    }

    fn states(text: &str) -> Result<Vec<StateValues>, CertificateError> {
        text.split_whitespace().map(Self::state).collect()
    }

    fn steps(&self, nodes: &[NodeTwin]) -> Result<Vec<CertifiedStep>, CertificateError> {
        nodes.iter().map(|node| Ok(CertifiedStep { party: self.party(&node.party)?, to: Self::state(&node.to)? })).collect()
    }

    fn closed_set(&self, set: &ClosedSetTwin) -> Result<Undeterred, CertificateError> {
        let nodes = set.nodes.iter().map(|node| Ok((Self::state(&node.to)?, self.party(&node.party)?)));
        Ok(Undeterred { improvement: Self::state(&set.improvement)?, nodes: nodes.collect::<Result<_, CertificateError>>()? })
    }

    fn path(&self, path: &PathTwin) -> Result<Deterred, CertificateError> {
        let by = match (&path.answer, &path.at_once) {
            (Some(answer), None) => Sanction::Answer(self.steps(answer)?),
            (None, Some(moves)) => Sanction::AtOnce {
                moves: self.steps(moves)?,
                leaving: path.leaving.iter().map(|set| self.closed_set(set)).collect::<Result<_, _>>()?,
            },
            (Some(_), Some(_)) | (None, None) => return Err(CertificateError::Kind),
        };
        Ok(Deterred { improvement: Self::state(&path.improvement)?, by })
    }

    fn paths(&self, paths: &[PathTwin]) -> Result<Vec<Deterred>, CertificateError> {
        paths.iter().map(|path| self.path(path)).collect()
    }

    fn decided(twins: &[DecidedTwin]) -> Vec<Decided> {
        let decided = |twin: &DecidedTwin| match twin {
            DecidedTwin::Equal => Decided::Equal,
            DecidedTwin::Statement(number) => Decided::Statement(*number),
            DecidedTwin::Score(place) => Decided::Score(*place),
        };
        twins.iter().map(decided).collect()
    }

    fn stability(&self, twin: &StabilityTwin) -> Result<Certified, CertificateError> {
        let certificate = match (&twin.paths, &twin.closed_set) {
            (Some(paths), None) => Certificate::Paths(self.paths(paths)?),
            (None, Some(set)) => {
                let staying = twin.staying.iter().flatten().map(|stay| Ok((self.party(&stay.party)?, self.paths(&stay.paths)?)));
                Certificate::ClosedSet { open: self.closed_set(set)?, staying: staying.collect::<Result<_, CertificateError>>()? }
            }
            (Some(_), Some(_)) | (None, None) => return Err(CertificateError::Kind),
        };
        let claim = Claim {
            frame: self.frame(&twin.frame)?,
            state: Self::state(&twin.state)?,
            party: self.party(&twin.party)?,
            credible: twin.credible,
            response: twin.response,
            at_once: twin.at_once.map(|leavers| match leavers {
                LeaversTwin::Unstable => Leavers::Unstable,
                LeaversTwin::AnyImprovement => Leavers::AnyImprovement,
            }),
            stable: twin.stable,
        };
        Ok(Certified::Stability(claim, certificate))
    }

    fn read(&self, twin: &CertificateTwin) -> Result<Certified, CertificateError> {
        Ok(match twin {
            CertificateTwin::Stability(twin) => self.stability(twin)?,
            CertificateTwin::Order { frame, party, better, worse, decided } => Certified::Order(Preferred {
                frame: self.frame(frame)?,
                party: self.party(party)?,
                better: Self::state(better)?,
                worse: Self::state(worse)?,
                decided: Self::decided(decided),
            }),
            CertificateTwin::Layers { frame, start, improvements, layers, ways } => {
                let layer = |groups: &Vec<GroupTwin>| {
                    let mut nodes = Vec::new();
                    for group in groups {
                        let mover = self.party(&group.party)?;
                        nodes.extend(Self::states(&group.to)?.into_iter().map(|state| (state, mover)));
                    }
                    Ok(nodes)
                };
                Certified::Layers(Layers {
                    frame: self.frame(frame)?,
                    start: Self::state(start)?,
                    improvements: *improvements,
                    layers: layers.iter().map(layer).collect::<Result<_, CertificateError>>()?,
                    ways: ways.iter().map(|way| self.steps(way)).collect::<Result<_, _>>()?,
                })
            }
            CertificateTwin::Closed { frame, improvements, states } => {
                Certified::Closed(Closed { frame: self.frame(frame)?, improvements: *improvements, states: Self::states(states)? })
            }
            CertificateTwin::Consent { frame, from, to, members, rules } => {
                let members = members.iter().map(|member| Ok((self.party(&member.party)?, Self::decided(&member.decided))));
                let rules = rules.iter().map(|rule| Ok((self.issue(&rule.issue)?, rule.rule)));
                Certified::Consent(JointMove {
                    frame: self.frame(frame)?,
                    from: Self::state(from)?,
                    to: Self::state(to)?,
                    members: members.collect::<Result<_, CertificateError>>()?,
                    rules: rules.collect::<Result<_, CertificateError>>()?,
                })
            }
            CertificateTwin::Dominance { frame, parties, better, worse, gains } => Certified::Dominance(Dominance {
                frame: self.frame(frame)?,
                parties: parties.iter().map(|party| self.party(party)).collect::<Result<_, _>>()?,
                better: Self::state(better)?,
                worse: Self::state(worse)?,
                gains: self.party(gains)?,
            }),
        })
    }
}

impl StabilityTwin {
    /// Refuses a certificate of another concept than the answer speaks of. Concepts that are not made of these three terms are passed over.
    fn is_of_concept(&self, concept: Option<&str>) -> Result<(), CertificateError> {
        let said = match concept {
            Some("nash") => (None, false, None),
            Some("gmr") => (Some(false), false, None),
            Some("smr") => (Some(false), true, None),
            Some("seq") => (Some(true), false, None),
            Some("sseq") => (Some(true), true, None),
            Some("seq_or_sim") => (Some(true), false, Some(LeaversTwin::Unstable)),
            Some("seq_or_sim_any") => (Some(true), false, Some(LeaversTwin::AnyImprovement)),
            _ => return Ok(()),
        };
        if said == (self.credible, self.response, self.at_once) {
            Ok(())
        } else {
            Err(CertificateError::Mismatch("it is about another concept"))
        }
    }

    /// Refuses a certificate of another state than the answer speaks of, told by the names of its values.
    fn is_of_state(&self, values: Option<&BTreeMap<String, String>>, case: &Case) -> Result<(), CertificateError> {
        let (Some(values), Some(frame)) = (values, case.frame_named(&self.frame)) else { return Ok(()) };
        let state = Reader::state(&self.state)?;
        let is_said = |(variable, value): (&VariableId, &Value)| {
            let variable = &case.variables[*variable];
            let name = variable.values.get(usize::from(*value)).map(|value| value.id.as_str());
            values.get(&variable.id).is_none_or(|said| Some(said.as_str()) == name)
        };
        if case.frames[frame].vary.iter().zip(state.iter()).all(is_said) {
            Ok(())
        } else {
            Err(CertificateError::Mismatch("it is about another state"))
        }
    }
}

/// The certificates in an answer as JSON.
///
/// # Errors
/// See [`CertificateError`].
pub fn read_certificates(text: &str, case: &Case) -> Result<Certificates, CertificateError> {
    #[derive(Deserialize)]
    struct Outer {
        result: Inner,
        made: Made,
    }
    #[derive(Deserialize)]
    struct Inner {
        party: Option<String>,
        state: Option<StateTold>,
        concept: Option<String>,
        stable: Option<serde_json::Value>,
        #[serde(default)]
        concepts: Vec<Named>,
        frame: Option<FrameTold>,
        #[serde(default)]
        certificates: Vec<CertificateTwin>,
        #[serde(default)]
        states: Vec<Row>,
        uncertified: Option<u64>,
    }
    #[derive(Deserialize)]
    struct Row {
        values: Option<BTreeMap<String, String>>,
        #[serde(default)]
        equilibrium: BTreeMap<String, Option<bool>>,
        certificates: Option<Vec<Option<CertificateTwin>>>,
    }
    #[derive(Deserialize)]
    struct StateTold {
        values: Option<BTreeMap<String, String>>,
    }
    #[derive(Deserialize)]
    struct FrameTold {
        #[serde(default)]
        parties: Vec<Named>,
    }
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    #[derive(Deserialize)]
    struct Made {
        case_digest: String,
    }
    let Outer { result, made } = serde_json::from_str(text)?;
    if let (Some(party), Some(serde_json::Value::Bool(stable)), Some(CertificateTwin::Stability(first))) =
        (&result.party, &result.stable, result.certificates.first())
    {
        if first.party != *party {
            return Err(CertificateError::Mismatch("it is about another party"));
        }
        if first.stable != *stable {
            return Err(CertificateError::Mismatch("whether the state is stable"));
        }
        first.is_of_concept(result.concept.as_deref())?;
        first.is_of_state(result.state.as_ref().and_then(|state| state.values.as_ref()), case)?;
    }
    let parties: Vec<&Named> = result.frame.iter().flat_map(|frame| &frame.parties).collect();
    // in an answer about stability
    for row in result.states.iter().filter(|row| !row.equilibrium.is_empty()) {
        // for each concept under which it is an equilibrium, one for each party
        let held = result.concepts.iter().filter(|concept| row.equilibrium.get(&concept.id) == Some(&Some(true)));
        let due: Vec<(&Named, &Named)> = held.flat_map(|concept| parties.iter().map(move |party| (concept, *party))).collect();
        let given = row.certificates.as_deref().unwrap_or_default();
        if !given.is_empty() && given.len() != due.len() {
            return Err(CertificateError::Mismatch("under which concepts a state is an equilibrium"));
        }
        for ((concept, party), given) in due.into_iter().zip(given) {
            let Some(CertificateTwin::Stability(twin)) = given else { continue };
            if twin.party != party.id {
                return Err(CertificateError::Mismatch("it is about another party"));
            }
            if !twin.stable {
                return Err(CertificateError::Mismatch("whether the state is stable"));
            }
            twin.is_of_concept(Some(&concept.id))?;
            twin.is_of_state(row.values.as_ref(), case)?;
        }
    }
    let reader = Reader { case };
    let in_rows = || result.states.iter().filter_map(|row| row.certificates.as_ref()).flatten();
    let twins = result.certificates.iter().chain(in_rows().flatten());
    let certified: Vec<Certified> = twins.map(|twin| reader.read(twin)).collect::<Result<_, _>>()?;
    if certified.is_empty() {
        return Err(CertificateError::None);
    }
    let uncertified = result.uncertified.unwrap_or(0) + in_rows().filter(|twin| twin.is_none()).count() as u64;
    Ok(Certificates { certified, uncertified, case_digest: made.case_digest })
}
