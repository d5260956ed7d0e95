//! The way in: the code of the class, then a name or the code of three words; and the links of the people of the school.

use super::limits::{CLASS, WORDS};
use super::member::Member;
use super::{Caller, Class, page};
use crate::web::attempts::SEAT;
use crate::web::call::{Call, Problem, Reply};
use sourcework_core::sitting::{ClassCode, ResumeCode, Sitting, SittingId, SittingPhase};
use sourcework_html::pages::class::joining::{WhoAreYou, enter_code, who_are_you};
use sourcework_html::pages::class::people::welcome;
use sourcework_html::pages::frame::Audience;
use sourcework_service::classroom::{ClassroomError, Joined};

/// The first page of everybody.
pub fn home(_: &Class, caller: &Caller, call: &Call) -> Result<Reply, Problem> {
    Ok(match caller {
        Caller::Staff(member) => Reply::SeeOther(member.home().to_owned()),
        Caller::Unknown(user) => return Err(Problem::UnknownUser(user.clone())),
        Caller::Pupil(_) => Reply::SeeOther(SEAT.to_owned()),
        Caller::Visitor => {
            let complaint = match call.query.text("again") {
                "code" => Some("No class has this code. Look at the wall again."),
                "slow" => Some("Too many wrong codes were typed. Wait a minute, then try again."),
                "link" => Some(
                    "This link was used already, or is too old. The admin of your school makes a new one; for the admin, `sourcework serve` prints one when it starts.",
                ),
                _ => None,
            };
            page("Join", call, Audience::Visitor, &enter_code(complaint))
        }
    })
}

/// Takes the code of a class.
pub fn code(class: &Class, _: &Caller, call: &Call) -> Result<Reply, Problem> {
    let now = class.now();
    let door = class_door(call);
    if !class.limits.may_try(&door, CLASS, now) {
        return Ok(slow());
    }
    let code = ClassCode::typed(call.form.text("code"));
    Ok(match class.classroom.of_code(&code) {
        Some(_) => Reply::SeeOther(format!("/join/{}", code.as_str())),
        None => {
            class.limits.count(&door, now);
            Reply::SeeOther("/?again=code".to_owned())
        }
    })
}

/// The sitting of the code in the address; guessing addresses counts as guessing codes.
fn sitting(class: &Class, call: &Call) -> Result<(SittingId, ClassCode), Problem> {
    let code = ClassCode::typed(call.part(0)?);
    let now = class.now();
    let door = class_door(call);
    match class.classroom.of_code(&code) {
        Some(id) if class.limits.may_try(&door, CLASS, now) => Ok((id, code)),
        Some(_) => Err(Problem::Refused(
            "too many wrong codes were typed in this minute; wait for the next one".to_owned(),
        )),
        None => {
            class.limits.count(&door, now);
            Err(Problem::NotFound)
        }
    }
}

/// What is counted of wrong class codes.
fn class_door(call: &Call) -> String {
    format!("class from {}", call.network)
}

fn slow() -> Reply {
    Reply::SeeOther("/?again=slow".to_owned())
}

/// Asks who joins.
pub fn show(class: &Class, caller: &Caller, call: &Call) -> Result<Reply, Problem> {
    let (id, code) = sitting(class, call)?;
    if let Caller::Pupil(place) = caller
        && place.sitting == id
    {
        return Ok(Reply::SeeOther(SEAT.to_owned()));
    }
    let complaint = match call.query.text("again") {
        "taken" => {
            Some("Somebody has joined under this name. If it was you, come back with your code.")
        }
        "name" => Some("Give your name, in at most 60 characters."),
        "list" => Some("This name is not on the list of the class."),
        "words" => Some("No pupil of this class has these three words. Look at your note again."),
        "slow" => Some("Too many wrong codes were typed. Wait a minute, then try again."),
        "teacher" => Some(
            "This browser is a teacher's. To try it as a pupil, use a private window or another browser.",
        ),
        "full" => Some("There is no room for more pupils."),
        "closed" => Some("This is closed. Nobody can join any more."),
        _ => None,
    };
    let body = class.classroom.with(id, |sitting: &Sitting| {
        who_are_you(&WhoAreYou {
            title: &sitting.plan.title,
            code: code.as_str(),
            names: sitting.free_names().collect(),
            has_roster: !sitting.plan.roster.is_empty(),
            complaint: complaint.or_else(|| {
                (sitting.phase(class.now()) == SittingPhase::Closed)
                    .then_some("This is closed. Nobody can join any more.")
            }),
        })
    })?;
    Ok(page("Join", call, Audience::Visitor, &body))
}

/// Lets a pupil join.
pub fn join(class: &Class, caller: &Caller, call: &Call) -> Result<Reply, Problem> {
    let (id, code) = sitting(class, call)?;
    if let Caller::Pupil(place) = caller
        && place.sitting == id
    {
        // Sent twice: the pupil sits already.
        return Ok(Reply::SeeOther(SEAT.to_owned()));
    }
    if let Caller::Staff(_) = caller {
        return Ok(again(&code, "teacher"));
    }
    let joined = class
        .classroom
        .join(id, call.form.text("name"), class.now());
    seated(class, joined, &code)
}

/// Lets a pupil come back.
pub fn come_back(class: &Class, caller: &Caller, call: &Call) -> Result<Reply, Problem> {
    let (id, code) = sitting(class, call)?;
    if let Caller::Staff(_) = caller {
        return Ok(again(&code, "teacher"));
    }
    let door = format!("{id} from {}", call.network);
    if !class.limits.may_try(&door, WORDS, class.now()) {
        return Ok(again(&code, "slow"));
    }
    let words = ResumeCode::typed(call.form.text("words"));
    let joined = class.classroom.come_back(id, words, class.now());
    if let Err(ClassroomError::Refused(_)) = &joined {
        class.limits.count(&door, class.now());
    }
    seated(class, joined, &code)
}

fn again(code: &ClassCode, why: &str) -> Reply {
    Reply::SeeOther(format!("/join/{}?again={why}#complaint", code.as_str()))
}

fn seated(
    class: &Class,
    joined: Result<Joined, ClassroomError>,
    code: &ClassCode,
) -> Result<Reply, Problem> {
    use sourcework_core::sitting::SittingRefusal;
    match joined {
        Ok(joined) => Ok(class.keep_key(SEAT, joined.key)),
        Err(ClassroomError::Refused(refusal)) => Ok(again(
            code,
            match refusal {
                SittingRefusal::NameTaken => "taken",
                SittingRefusal::NoName => "name",
                SittingRefusal::NotOnRoster => "list",
                SittingRefusal::UnknownCode => "words",
                SittingRefusal::Full => "full",
                _ => "closed",
            },
        )),
        Err(error) => Err(error.into()),
    }
}

/// Takes the link that the program has printed, or shows whose one-time link this is.
pub fn enter(class: &Class, caller: &Caller, call: &Call) -> Result<Reply, Problem> {
    let token = call.query.text("token");
    if let Some(name) = class.classroom.name_of_link(token, class.now()) {
        return Ok(page(
            "Welcome",
            call,
            Audience::Visitor,
            &welcome(&name, token),
        ));
    }
    if let Caller::Staff(member) = caller {
        return Ok(Reply::SeeOther(member.home().to_owned()));
    }
    Ok(match class.take_printed(token)? {
        Some(key) => class.keep_key("/teach", key),
        None => link_is_used(),
    })
}

fn link_is_used() -> Reply {
    Reply::SeeOther("/?again=link".to_owned())
}

/// Takes a one-time link of somebody of the school.
pub fn use_link(class: &Class, caller: &Caller, call: &Call) -> Result<Reply, Problem> {
    match class
        .classroom
        .use_link(call.form.text("token"), class.now())
    {
        Ok((key, role)) => Ok(class.keep_key(Member::home_of(role), key)),
        Err(ClassroomError::StaffRefused(_)) => Ok(match caller {
            // Sent twice: this browser is known already.
            Caller::Staff(member) => Reply::SeeOther(member.home().to_owned()),
            _ => link_is_used(),
        }),
        Err(error) => Err(error.into()),
    }
}
