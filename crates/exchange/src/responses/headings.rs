//! What a column holds, by its heading.

use super::cells::{hundredths, plain};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The name of the pupil, or a part of it.
    Name,
    /// What tells pupils of the same name apart: a number of the school, an address.
    Identity,
    /// A number: of the pupil where nothing else says who it is.
    Number,
    Class,
    Sitting,
    Attempt,
    Quiz,
    Question,
    Content,
    Kind,
    Skill,
    State,
    /// When the attempt began.
    Started,
    Answer,
    RightAnswer,
    Mark,
    Available,
    Unsure,
    Certainty,
    Probe,
    /// A sum over questions.
    Total,
    /// Something that is known and of no use here: totals, dates, comments.
    Aside,
}

/// The headings of each role, as [`plain`]. Of several columns with a mark the one that comes first here counts.
const HEADINGS: [(Role, &[&str]); 22] = [
    (
        Role::Name,
        &[
            "name",
            "student",
            "pupil",
            "firstname",
            "forename",
            "givenname",
            "lastname",
            "surname",
            "familyname",
            "fullname",
            "studentname",
            "pupilname",
            "candidate",
            "candidatename",
            "learner",
            "username",
            "user",
            "nickname",
            "pseudonym",
            "respondent",
        ],
    ),
    (
        Role::Identity,
        &[
            "idnumber",
            "studentid",
            "pupilid",
            "studentnumber",
            "pupilnumber",
            "candidateid",
            "candidatenumber",
            "userid",
            "sisuserid",
            "sisloginid",
            "upn",
            "email",
            "emailaddress",
            "mail",
        ],
    ),
    (Role::Number, &["id", "number", "no", "nr"]),
    (
        Role::Class,
        &[
            "class",
            "group",
            "form",
            "set",
            "section",
            "classname",
            "teachinggroup",
            "tutorgroup",
        ],
    ),
    (Role::Sitting, &["sitting", "session", "test", "exam"]),
    (Role::Attempt, &["attempt", "attemptnumber", "try"]),
    (Role::Quiz, &["quiz", "quizid", "quizname"]),
    (
        Role::Question,
        &[
            "question",
            "item",
            "questionid",
            "itemid",
            "questionnumber",
            "task",
        ],
    ),
    (Role::Content, &["content"]),
    (Role::Kind, &["kind"]),
    (Role::Skill, &["skill"]),
    (Role::State, &["state", "status"]),
    (Role::Started, &["started", "startedon"]),
    (Role::Answer, &["answer", "response", "given", "choice"]),
    (
        Role::RightAnswer,
        &["rightanswer", "correctanswer", "correctresponse", "key"],
    ),
    (
        Role::Mark,
        &[
            "awarded",
            "mark",
            "marks",
            "score",
            "points",
            "grade",
            "correct",
            "iscorrect",
            "right",
            "result",
        ],
    ),
    (
        Role::Available,
        &[
            "available",
            "max",
            "outof",
            "maximum",
            "maxmark",
            "maxmarks",
            "maxscore",
            "maxpoints",
            "possible",
            "pointspossible",
            "marksavailable",
            "pointsavailable",
            "tariff",
        ],
    ),
    (Role::Unsure, &["unsure"]),
    (Role::Certainty, &["certainty", "confidence", "howsure"]),
    (Role::Probe, &["probe"]),
    (
        Role::Total,
        &["waiting", "rank", "position", "average", "mean", "sum"],
    ),
    (
        Role::Aside,
        &[
            "basis",
            "seconds",
            "mode",
            "hint",
            "timestamp",
            "starttime",
            "completiontime",
            "lastmodifiedtime",
            "language",
            "quizfeedback",
            "gradeposted",
            "gradepostedtime",
            "completed",
            "finished",
            "timetaken",
            "duration",
            "date",
            "time",
            "percent",
            "percentage",
            "comment",
            "comments",
            "feedback",
            "institution",
            "department",
            "year",
            "age",
            "gender",
            "sex",
            "proposed",
            "couldbe",
            "doubts",
            "patterns",
            "why",
        ],
    ),
];

/// What totals begin and end with: `Total (10)`, `Grade/10.00`, `Final score`. A question on total war is not such a column.
const TOTALS: [&str; 6] = [
    "total",
    "overall",
    "grade",
    "percent",
    "percentage",
    "final",
];
const OF_TOTALS: [&str; 7] = [
    "score", "mark", "marks", "points", "grade", "result", "average",
];

/// Whether a heading, as [`plain`], is that of a total.
fn is_total(heading: &str) -> bool {
    let rests = TOTALS
        .iter()
        .filter_map(|total| heading.strip_prefix(total));
    let mut rests = rests.map(|rest| rest.trim_end_matches(|c: char| c.is_ascii_digit()));
    rests.any(|rest| rest.is_empty() || OF_TOTALS.contains(&rest))
}

impl Role {
    /// The role of a heading, and its place among the synonyms.
    fn ranked(heading: &str) -> Option<(Self, usize)> {
        let heading = plain(heading);
        let found = HEADINGS.iter().find_map(|(role, words)| {
            let rank = words.iter().position(|word| *word == heading)?;
            Some((*role, rank))
        });
        found.or(is_total(&heading).then_some((Self::Total, 0)))
    }

    /// The role of a heading.
    pub fn of(heading: &str) -> Option<Self> {
        Self::ranked(heading).map(|(role, _)| role)
    }

    /// The columns with that role, the likeliest first.
    pub fn columns(self, headings: &[String]) -> Vec<usize> {
        let ranked = headings.iter().enumerate().filter_map(|(at, heading)| {
            let (role, rank) = Self::ranked(heading)?;
            (role == self).then_some((rank, at))
        });
        let mut ranked: Vec<(usize, usize)> = ranked.collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, at)| at).collect()
    }

    /// The likeliest column with that role.
    pub fn column(self, headings: &[String]) -> Option<usize> {
        self.columns(headings).first().copied()
    }
}

/// What a column of a wide table holds about one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A mark, or the answer where another column has the mark.
    Either,
    Mark,
    Answer,
    RightAnswer,
    /// The question's text or feedback, which says nothing about a pupil's answer.
    Aside,
}

/// A heading of a wide table: which question it is about, what of it, and of how many marks (in hundredths).
pub fn of_question(heading: &str) -> (Part, String, Option<i64>) {
    let heading = heading.trim();
    let behind = |end: &str| heading.strip_suffix(end).map(|it| it.trim().to_owned());
    let before = |start: &str| heading.strip_prefix(start).map(|it| it.trim().to_owned());
    // Google Forms and Microsoft Forms have them beside the answers.
    if let Some(question) = behind("[Score]").or_else(|| before("Points - ")) {
        return (Part::Mark, question, None);
    }
    if let Some(question) = behind("[Feedback]").or_else(|| before("Feedback - ")) {
        return (Part::Aside, question, None);
    }
    // Moodle's "Response 1" and "Right answer 1" are about its "Q. 1".
    for (start, part) in [
        ("response", Part::Answer),
        ("rightanswer", Part::RightAnswer),
    ] {
        let plain = plain(heading);
        if let Some(number) = plain.strip_prefix(start)
            && number.parse::<u32>().is_ok()
        {
            return (part, format!("Q. {number}"), None);
        }
    }
    let (name, available) = with_marks(heading).unwrap_or((heading, None));
    (Part::Either, name.to_owned(), available)
}

/// `Q. 1 /1.00`, `Q1 (2 marks)`, `Q1 (max 2)`: the name and the marks available.
fn with_marks(heading: &str) -> Option<(&str, Option<i64>)> {
    let (name, marks) = match heading.strip_suffix(')') {
        Some(rest) => {
            let (name, inside) = rest.rsplit_once('(')?;
            let words = [
                "marks", "mark", "points", "point", "pts", "max", "out of", "/",
            ];
            let marks = words.iter().find_map(|word| {
                inside
                    .strip_suffix(word)
                    .or_else(|| inside.strip_prefix(word))
            });
            (name, marks?)
        }
        None => heading.rsplit_once('/')?,
    };
    let marks = hundredths(marks).filter(|marks| *marks > 0)?;
    Some((name.trim(), Some(marks))).filter(|(name, _)| !name.is_empty())
}

/// The number of a question in headings such as `Q. 1`, `Q1`, `Question 1`, `1`.
pub fn number(name: &str) -> Option<usize> {
    let plain = plain(name);
    let digits = plain.trim_start_matches("question").trim_start_matches('q');
    digits.parse().ok()
}

/// Whether these are the headings of the table of `mark --students`: whatever stands before the last three is the
/// name of a pupil's column or of a question.
pub fn is_students_of_mark(headings: &[String]) -> bool {
    let own = ["total", "available", "waiting"];
    headings.len() > own.len() && headings.ends_with(&own.map(str::to_owned))
}

/// Whether the first cell of a row says that it holds the marks available.
pub fn is_maximum(cell: &str) -> bool {
    let words = plain(cell);
    let is_available = Role::of(cell) == Some(Role::Available);
    is_available
        || matches!(
            words.as_str(),
            "fullmarks" | "totalavailable" | "totalmarks" | "maximummarks"
        )
}

/// Whether the first cell of a row says that it sums up others.
pub fn is_summary(cell: &str) -> bool {
    matches!(
        plain(cell).as_str(),
        "average"
            | "overallaverage"
            | "classaverage"
            | "groupaverage"
            | "mean"
            | "median"
            | "total"
            | "totals"
            | "sum"
            | "sd"
            | "standarddeviation"
            | "facility"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_however_they_are_spelt() {
        for (heading, expected) in [
            ("Student", Some(Role::Name)),
            ("first_name", Some(Role::Name)),
            ("E-mail address", Some(Role::Identity)),
            ("Out of", Some(Role::Available)),
            ("Grade/10.00", Some(Role::Total)),
            ("Started on", Some(Role::Started)),
            ("could-be", Some(Role::Aside)),
            ("Final score", Some(Role::Total)),
            ("Total (10)", Some(Role::Total)),
            ("total-war", None),
            ("kind-of-source", None),
            ("", None),
        ] {
            assert_eq!(Role::of(heading), expected, "{heading}");
        }
    }

    #[test]
    fn a_heading_can_say_how_many_marks_there_are() {
        for (heading, name, available) in [
            ("Q. 1 /1.00", "Q. 1", Some(100)),
            ("F 2 /0,50", "F 2", Some(50)),
            ("Q3 (2 marks)", "Q3", Some(200)),
            ("Q4 (max 5)", "Q4", Some(500)),
            ("Why? (two answers)", "Why? (two answers)", None),
            ("Offer / threat", "Offer / threat", None),
            ("/2", "/2", None),
        ] {
            let expected = (Part::Either, name.to_owned(), available);
            assert_eq!(of_question(heading), expected, "{heading}");
        }
    }

    #[test]
    fn the_columns_of_a_question_are_found_together() {
        for (heading, part, name) in [
            ("Response 12", Part::Answer, "Q. 12"),
            ("Right answer 12", Part::RightAnswer, "Q. 12"),
            ("Who wrote it? [Score]", Part::Mark, "Who wrote it?"),
            ("Points - Who wrote it?", Part::Mark, "Who wrote it?"),
            ("Who wrote it? [Feedback]", Part::Aside, "Who wrote it?"),
        ] {
            assert_eq!(
                of_question(heading),
                (part, name.to_owned(), None),
                "{heading}"
            );
        }
    }
}
