//! Picking from things with labels: how they are listed, asked for and read.

use std::io;

use super::page::{Look, Page};
use super::prompt::{Command, Halt, Line, Prompt, Reply};
use super::visible;
use sourcework_core::quiz::Truth;
use sourcework_core::source::quotation::fold;

/// How many places a step takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    One,
    Any,
    Exactly(usize),
    All,
}

/// Prints things to choose from behind their labels.
pub fn print_list(page: &mut Page<'_>, list: &[&str], labels: &[String]) -> io::Result<()> {
    let width = labels.iter().map(String::len).max().unwrap_or(1);
    for (label, text) in labels.iter().zip(list) {
        page.hanging(&format!("{label:<width$}  "), &visible(text), Look::Normal)?;
    }
    Ok(())
}

/// "A-D" or "a number from 1 to 4".
pub fn wanted(labels: &[String], count: Count) -> String {
    let (first, last) = (
        labels.first().map_or("", String::as_str),
        labels.last().map_or("", String::as_str),
    );
    let numbers = first == "1";
    match (count, numbers) {
        (Count::One, true) => format!("Enter a number from {first} to {last}"),
        (Count::One, false) => format!("Choose {first}-{last}"),
        (Count::Any, true) => format!("Enter one or more numbers from {first} to {last}"),
        (Count::Any, false) => format!("Choose one or more of {first}-{last}"),
        (Count::Exactly(n), true) => format!("Enter {n} numbers from {first} to {last}"),
        (Count::Exactly(n), false) => format!("Choose {n} of {first}-{last}"),
        (Count::All, true) => format!("Enter all numbers from {first} to {last} in order"),
        (Count::All, false) => format!("Put {first}-{last} in order"),
    }
}

/// Reads what was picked as people write it: by its label, by the text itself ("not stated", a word
/// of the bank) or, where the labels are letters, by its number. The texts are in the order of the
/// labels; of "true", "false" and "not stated" the beginning is enough.
pub fn picked(
    typed: &str,
    labels: &[String],
    texts: &[&str],
    count: Count,
) -> Result<Vec<usize>, String> {
    let by_label = places(typed, labels, count);
    if by_label.is_ok() || typed.is_empty() {
        return by_label;
    }
    let typed = fold(typed);
    let same = |text: &&str| fold(text) == typed;
    let is_truth = texts.iter().any(|text| *text == Truth::NotStated.shown());
    let begins = |text: &&str| is_truth && text.to_lowercase().starts_with(&typed);
    let one = |places: Vec<usize>| (places.len() == 1).then_some(places);
    let of = |fits: &dyn Fn(&&str) -> bool| -> Vec<usize> {
        let all = texts.iter().enumerate().filter(|(_, text)| fits(text));
        all.map(|(place, _)| place).collect()
    };
    let by_text = one(of(&same)).or_else(|| one(of(&begins)));
    if let Some(places) = by_text.filter(|_| matches!(count, Count::One | Count::Any)) {
        return Ok(places);
    }
    let numbers: Vec<String> = (1..=labels.len())
        .map(|number| number.to_string())
        .collect();
    let by_number = places(&typed, &numbers, count);
    by_number.or(by_label)
}

/// Reads labels: "B", "A C", "a,c", or "AC" where labels are letters.
pub fn places(typed: &str, labels: &[String], count: Count) -> Result<Vec<usize>, String> {
    let letters = labels
        .first()
        .is_some_and(|label| label.bytes().all(|b| b.is_ascii_alphabetic()));
    let mut places = Vec::new();
    for word in typed
        .split([' ', ',', ';', '\t'])
        .filter(|word| !word.is_empty())
    {
        let whole = labels
            .iter()
            .position(|label| label.eq_ignore_ascii_case(word));
        match whole {
            Some(place) => places.push(place),
            None if letters => {
                for c in word.chars() {
                    let c = c.to_string();
                    places.push(
                        labels
                            .iter()
                            .position(|it| it.eq_ignore_ascii_case(&c))
                            .ok_or_else(|| unknown(word, labels))?,
                    );
                }
            }
            None => return Err(unknown(word, labels)),
        }
    }
    let repeated = places
        .iter()
        .enumerate()
        .any(|(index, place)| places[..index].contains(place));
    let fits = match count {
        Count::One => places.len() == 1,
        Count::Any => !places.is_empty(),
        Count::Exactly(n) => places.len() == n,
        Count::All => places.len() == labels.len(),
    };
    if repeated || !fits {
        let once = match count {
            Count::One => "",
            Count::Any | Count::Exactly(_) | Count::All => ", each once",
        };
        return Err(format!("{}{once}.", wanted(labels, count)));
    }
    Ok(places)
}

fn unknown(word: &str, labels: &[String]) -> String {
    let short: String = word.chars().take(20).collect();
    format!("“{}” is not one of {}.", visible(&short), labels.join(", "))
}

/// What came of asking: a value, or else a command, or `None` for back.
pub type Outcome<T> = Result<T, Option<Command>>;

/// Asks for a line until `read` makes something of it; what `read` says against one is printed.
pub fn ask_until<T>(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    line: Line<'_>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Outcome<T>, Halt> {
    loop {
        page.flush()?;
        match prompt.line(line)? {
            Reply::Back => return Ok(Err(None)),
            Reply::Command(command) => return Ok(Err(Some(command))),
            Reply::Text(typed) => match read(typed.trim()) {
                Ok(value) => return Ok(Ok(value)),
                Err(why) => page.text(&why)?,
            },
        }
    }
}

/// Asks for a whole number of marks up to `most`.
pub fn ask_marks(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    most: u32,
    commands: &[Command],
) -> Result<Outcome<u32>, Halt> {
    let text = format!("Enter its marks, 0 to {most}: ");
    let line = Line {
        prompt: &text,
        commands,
    };
    ask_until(page, prompt, line, |typed| match typed.parse::<u32>() {
        Ok(mark) if mark <= most => Ok(mark),
        _ => Err(format!("That is not a whole number from 0 to {most}.")),
    })
}

/// Asks yes or no.
pub fn ask_yes(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    question: &str,
    commands: &[Command],
) -> Result<Outcome<bool>, Halt> {
    let text = format!("{question} (y or n): ");
    let line = Line {
        prompt: &text,
        commands,
    };
    ask_until(page, prompt, line, |typed| {
        match typed.to_lowercase().as_str() {
            "y" | "yes" => Ok(true),
            "n" | "no" => Ok(false),
            _ => Err("Please enter y for yes or n for no.".to_owned()),
        }
    })
}

/// Asks which of several things hold: Enter takes those that were found, 0 is none of them. Where
/// nothing was found, none must be said, so that an Enter too many gives no marks away.
pub fn ask_which(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    labels: &[String],
    found: &[usize],
    commands: &[Command],
) -> Result<Outcome<Vec<usize>>, Halt> {
    let first = labels.first().map_or("", String::as_str);
    let last = labels.last().map_or("", String::as_str);
    let named: Vec<&str> = found.iter().map(|place| labels[*place].as_str()).collect();
    let enter = if found.is_empty() {
        String::new()
    } else {
        format!("; the Enter key takes those found: {}", named.join(" "))
    };
    let text = format!("Which points were made, from {first} to {last}? 0 for none{enter}: ");
    let line = Line {
        prompt: &text,
        commands,
    };
    ask_until(page, prompt, line, |typed| match typed {
        "" if !found.is_empty() => Ok(found.to_vec()),
        "" => Err("Type 0 if no point was made.".to_owned()),
        "0" | "none" => Ok(Vec::new()),
        typed => places(typed, labels, Count::Any),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(count: usize) -> Vec<String> {
        "ABCDE".chars().take(count).map(String::from).collect()
    }

    #[test]
    fn labels_are_read_apart_or_together() {
        for typed in ["A C", "a,c", "AC", " c ; a "] {
            let mut read = places(typed, &letters(4), Count::Any).expect(typed);
            read.sort_unstable();
            assert_eq!(read, [0, 2], "{typed}");
        }
        let numbers: Vec<String> = (1..=12).map(|n| n.to_string()).collect();
        assert_eq!(places("12 1", &numbers, Count::Any), Ok(vec![11, 0]));
    }

    #[test]
    fn natural_answers_are_taken() {
        let truths = Truth::ALL.map(Truth::shown);
        let read = |typed: &str| picked(typed, &letters(3), &truths, Count::One);
        assert_eq!(read("t"), Ok(vec![0]));
        assert_eq!(read("False"), Ok(vec![1]));
        assert_eq!(read("not"), Ok(vec![2]));
        assert_eq!(read("2"), Ok(vec![1]));
        assert_eq!(read("B"), Ok(vec![1]));
        assert!(read("maybe").is_err());
        let bank = ["calamity", "game", "Game of war"];
        let read = |typed: &str| picked(typed, &letters(3), &bank, Count::One);
        assert_eq!(read("Calamity"), Ok(vec![0]));
        assert_eq!(read("game"), Ok(vec![1]));
        assert!(read("gam").is_err(), "a beginning may mean two words");
        assert_eq!(picked("1 3", &letters(4), &[], Count::Any), Ok(vec![0, 2]));
    }

    #[test]
    fn what_does_not_fit_is_asked_for_again() {
        for (typed, count) in [
            ("", Count::One),
            ("A B", Count::One),
            ("E", Count::One),
            ("AA", Count::Any),
            ("A", Count::Exactly(2)),
            ("A B C", Count::All),
            ("\u{1b}[A", Count::One),
        ] {
            assert!(
                places(typed, &letters(4), count).is_err(),
                "{typed:?} {count:?}"
            );
        }
    }
}
