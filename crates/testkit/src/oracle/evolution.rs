//! What can be reached from a status quo, and in how many steps.

use super::{Conflict, Reading, group_reach};

/// Which steps an evolution is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steps {
    /// Any move.
    Moves,
    /// Improvements of the mover on the state it leaves. Under [`Reading::LeastStable`] those that are *surely*
    /// improvements, under [`Reading::MostStable`] those that *possibly* are: the readings are named for what they do
    /// to the stability of a party whose opponents take these steps. They agree where every preference is complete.
    Improvements(Reading),
}

/// State → the least number of steps in which all parties together get there from `status_quo`, no party moving twice
/// in a row; `Some(0)` for the status quo itself, `None` for what is out of reach.
pub fn evolution(conflict: &Conflict, status_quo: usize, steps: Steps) -> Vec<Option<usize>> {
    let everyone: Vec<usize> = (0..conflict.parties.len()).collect();
    let mut length = match steps {
        Steps::Moves => group_reach(&conflict.arcs, &everyone, status_quo),
        Steps::Improvements(reading) => {
            let arcs = conflict.arcs_where(|party, from, to| {
                let preference = &conflict.preference[party];
                match reading {
                    Reading::LeastStable => preference.surely_better(to, from),
                    Reading::MostStable => !preference.surely_at_least(from, to),
                }
            });
            group_reach(&arcs, &everyone, status_quo)
        }
    };
    length[status_quo] = Some(0);
    length
}

#[cfg(test)]
mod tests {
    use super::{Steps, evolution};
    use crate::oracle::{Conflict, Preference, Reading};

    #[test]
    fn the_prisoners_slide_into_defection() {
        // states NN, YN, NY, YY; the first party changes the first letter
        let conflict = Conflict {
            parties: vec!["first".into(), "second".into()],
            states: 4,
            names: ["NN", "YN", "NY", "YY"].map(String::from).to_vec(),
            arcs: vec![vec![vec![1], vec![0], vec![3], vec![2]], vec![vec![2], vec![3], vec![0], vec![1]]],
            preference: vec![Preference::Ranked(vec![1, 0, 3, 2]), Preference::Ranked(vec![1, 3, 0, 2])],
            option_form: None,
        };
        let by_moves = evolution(&conflict, 3, Steps::Moves);
        assert_eq!(by_moves, [Some(2), Some(1), Some(1), Some(0)]);
        let by_improvements = evolution(&conflict, 3, Steps::Improvements(Reading::LeastStable));
        assert_eq!(by_improvements, [Some(2), Some(1), Some(1), Some(0)]);
        let from_defection = evolution(&conflict, 0, Steps::Improvements(Reading::MostStable));
        assert_eq!(from_defection, [Some(0), None, None, None]);
    }
}
