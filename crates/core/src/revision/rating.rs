//! How well a question was answered, in the four words of the scheduler.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How well a question was answered. The numbers are those of FSRS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rating {
    /// Not known: to be asked again soon.
    Again = 1,
    /// Known in part.
    Hard = 2,
    /// Known.
    Good = 3,
    /// Known without thinking. Marks do not tell this from [`Rating::Good`], so the program never
    /// gives it; it is here because the algorithm has it.
    Easy = 4,
}

/// From what share of the marks on an answer is Hard and Good, in per cent.
///
/// It holds that 0 < hard < good <= 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Bands {
    hard: u32,
    good: u32,
}

/// Two numbers as they are in a file.
#[derive(Deserialize)]
struct Unchecked {
    hard: u32,
    good: u32,
}

impl Bands {
    /// Hard from `hard` per cent on and Good from `good` per cent on.
    ///
    /// # Errors
    /// Not 0 < hard < good <= 100: the error is a sentence that says so.
    pub fn new(hard: u32, good: u32) -> Result<Self, String> {
        if hard == 0 {
            return Err("Hard must begin above 0 per cent, or nothing is Again".to_owned());
        }
        if good > 100 {
            return Err(format!(
                "Good begins at {good} per cent, but nobody gets more than 100"
            ));
        }
        if hard >= good {
            return Err(format!(
                "Hard must begin below Good, but {hard} is not below {good}"
            ));
        }
        Ok(Self { hard, good })
    }

    /// From how many per cent on an answer is Hard.
    pub fn hard(self) -> u32 {
        self.hard
    }

    /// From how many per cent on an answer is Good.
    pub fn good(self) -> u32 {
        self.good
    }

    /// The rating of an answer with `awarded` of `available` marks. Nothing is rounded: 84.9 per
    /// cent are not 85. Where there are no marks to earn and none were awarded, it is Again.
    pub fn rate(self, awarded: u32, available: u32) -> Rating {
        let share = u64::from(awarded) * 100;
        let whole = u64::from(available.max(1));
        if share < u64::from(self.hard) * whole {
            Rating::Again
        } else if share < u64::from(self.good) * whole {
            Rating::Hard
        } else {
            Rating::Good
        }
    }
}

impl Default for Bands {
    fn default() -> Self {
        Self { hard: 60, good: 85 }
    }
}

impl TryFrom<Unchecked> for Bands {
    type Error = String;

    fn try_from(bands: Unchecked) -> Result<Self, String> {
        Self::new(bands.hard, bands.good)
    }
}

impl FromStr for Bands {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.trim().parse().ok();
        let numbers = text
            .split_once(',')
            .and_then(|(hard, good)| Some((number(hard)?, number(good)?)));
        let Some((hard, good)) = numbers else {
            return Err("expected two whole percentages with a comma, such as 60,85".to_owned());
        };
        Self::new(hard, good)
    }
}

impl fmt::Display for Bands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.hard, self.good)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bands, Rating};

    #[test]
    fn the_share_of_the_marks_is_never_rounded() {
        let rate = |awarded, available| Bands::default().rate(awarded, available);
        assert_eq!(rate(0, 1), Rating::Again);
        assert_eq!(rate(599, 1000), Rating::Again);
        assert_eq!(rate(3, 5), Rating::Hard);
        assert_eq!(rate(849, 1000), Rating::Hard);
        assert_eq!(rate(17, 20), Rating::Good);
        assert_eq!(rate(1, 1), Rating::Good);
    }

    #[test]
    fn no_number_of_marks_is_too_great_or_too_small() {
        let rate = |awarded, available| Bands::default().rate(awarded, available);
        assert_eq!(rate(u32::MAX, u32::MAX), Rating::Good);
        assert_eq!(rate(u32::MAX / 2, u32::MAX), Rating::Again);
        assert_eq!(rate(0, 0), Rating::Again);
    }

    #[test]
    fn bands_are_written_as_they_are_read() {
        let bands: Bands = "50, 90".parse().unwrap();
        assert_eq!((bands.hard(), bands.good()), (50, 90));
        assert_eq!(bands.to_string(), "50,90");
        assert_eq!(bands.to_string().parse(), Ok(bands));
        assert_eq!("60,85".parse(), Ok(Bands::default()));
        let kept = serde_json::to_string(&bands).unwrap();
        assert_eq!(kept, r#"{"hard":50,"good":90}"#);
        assert_eq!(serde_json::from_str::<Bands>(&kept).unwrap(), bands);
    }

    #[test]
    fn bands_that_cannot_be_are_refused_in_a_sentence() {
        let refused = |text: &str| text.parse::<Bands>().unwrap_err();
        for text in [
            "", "60", "60;85", "60,85,90", "sixty,85", "-1,85", "59.9,85",
        ] {
            assert_eq!(
                refused(text),
                "expected two whole percentages with a comma, such as 60,85",
                "{text}"
            );
        }
        assert_eq!(
            refused("0,85"),
            "Hard must begin above 0 per cent, or nothing is Again"
        );
        assert_eq!(
            refused("85,85"),
            "Hard must begin below Good, but 85 is not below 85"
        );
        assert_eq!(
            refused("60,101"),
            "Good begins at 101 per cent, but nobody gets more than 100"
        );
        assert!(serde_json::from_str::<Bands>(r#"{"hard":85,"good":60}"#).is_err());
    }
}
