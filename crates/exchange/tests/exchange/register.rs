//! Class lists and teachers from a school's register: our own table, and OneRoster 1.2 with what 1.1 has otherwise. The
//! headings are those of the specification (1EdTech OneRoster CSV Binding 1.2); the people are made up.

use jiff::civil::{Date, date};
use sourcework_core::staff::RosterClass;
use sourcework_exchange::package::{Member, Package};
use sourcework_exchange::register::{Note, Register, of_files, of_table, read};

const TODAY: Date = date(2026, 11, 27);

const MANIFEST: &str = "propertyName,value
manifest.version,1.0
oneroster.version,1.2
file.academicSessions,absent
file.classes,bulk
file.enrollments,bulk
file.roles,bulk
file.users,bulk
source.systemName,Example MIS
";

const USERS: &str = "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns
u1,,,true,tturner,,Theresa,Turner,,,t.turner@green.example,,,,,,,Tess,,,o1,
u2,active,,true,olee,,Omar,Lee,,,,,,,,,,,,,o1,
u3,,,true,,,Vera,Void,,,,,,,,,,,,,o1,
p1,,,true,abell,,Ada,Bell,,1001,,,,,10,,,,,,o1,
p2,,,true,bnash,,\"Ben, jr.\",Nash,,1002,,,,,10,,,,,,o1,
p3,tobedeleted,,true,gone,,Gus,Gone,,1003,,,,,10,,,,,,o1,
p4,,,true,bnash2,,Ben,Nash,,1004,,,,,10,,,,,,o1,
p5,,,true,bnash3,,Ben,Nash,,1005,,,,,10,,,,,,o1,
";

const ROLES: &str = "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId
r1,,,u1,primary,teacher,,,o1,
r3,,,u3,primary,teacher,,,o1,
r4,,,p1,primary,student,,,o1,
";

const CLASSES: &str = "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods
c1,,,History 10b,10,k1,10b-HI,scheduled,,o1,t1,,,
c2,,,Tutor group,10,k2,10c,homeroom,,o1,t1,,,
c3,,,Tutor group,10,k2,10d,homeroom,,o1,t1,,,
c4,tobedeleted,,History 9a,9,k1,9a-HI,scheduled,,o1,t1,,,
c5,,,Empty,9,k1,9x,scheduled,,o1,t1,,,
";

const ENROLLMENTS: &str = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
e1,,,c1,o1,u1,teacher,true,,
e2,,,c1,o1,u2,teacher,false,,
e3,,,c1,o1,p1,student,false,,
e4,,,c1,o1,p2,student,false,,
e5,tobedeleted,,c1,o1,p4,student,false,,
e6,,,c2,o1,p4,student,false,,
e7,,,c2,o1,p5,student,false,2026-09-01,2026-11-28
e8,,,c3,o1,p1,student,false,2026-09-01,2026-11-27
e9,,,c3,o1,p2,student,false,,
e10,,,c1,o1,p3,student,false,,
e11,,,c9,o1,p1,student,false,,
e12,,,c1,o1,u3,proctor,false,,
";

fn files(all: &[(&str, &str)]) -> Vec<Member> {
    let file = |(name, text): &(&str, &str)| Member {
        name: (*name).to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    all.iter().map(file).collect()
}

fn whole() -> Vec<(&'static str, &'static str)> {
    vec![
        ("manifest.csv", MANIFEST),
        ("users.csv", USERS),
        ("roles.csv", ROLES),
        ("classes.csv", CLASSES),
        ("enrollments.csv", ENROLLMENTS),
    ]
}

fn class(name: &str, pupils: &[&str], teachers: &[&str]) -> RosterClass {
    let owned = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
    RosterClass {
        name: name.to_owned(),
        pupils: owned(pupils),
        teachers: Some(owned(teachers)),
    }
}

fn said(notes: &[Note]) -> Vec<String> {
    notes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_register_of_one_roster_is_class_lists_and_teachers() {
    let Register { roster, notes } = of_files(&files(&whole()), TODAY).unwrap();
    let teachers: Vec<(&str, &str)> = roster
        .teachers
        .iter()
        .map(|it| (it.name.as_str(), it.user.as_str()))
        .collect();
    // By the preferred name, and by the e-mail address before the user name.
    assert_eq!(
        teachers,
        [
            ("Tess Turner", "t.turner@green.example"),
            ("Omar Lee", "olee")
        ]
    );
    assert_eq!(
        roster.classes,
        [
            class(
                "History 10b",
                &["Ada Bell", "Ben, jr. Nash"],
                &["t.turner@green.example", "olee"]
            ),
            // Two classes of one title have their code, and two pupils of one name their user name.
            class(
                "Tutor group (10c)",
                &["Ben Nash (bnash2)", "Ben Nash (bnash3)"],
                &[]
            ),
            // Ada's time in it ended today.
            class("Tutor group (10d)", &["Ben, jr. Nash"], &[]),
        ]
    );
    assert_eq!(roster.gone, ["History 9a"]);
    assert_eq!(
        said(&notes),
        [
            "enrollments.csv, line 11: there is no user `p3`; this line was left out",
            "enrollments.csv, line 12: there is no class `c9`; this line was left out",
            "enrollments.csv, line 13: people with the role `proctor` in a class are left out",
            "users.csv: Vera Void teaches, but has no e-mail address and no user name; add this person by hand",
            "classes.csv: Empty has no pupils, and gets no list",
        ]
    );
}

#[test]
fn a_package_is_read_like_its_files_and_other_files_in_it_are_not_looked_at() {
    let mut package = Package::new();
    for (name, text) in whole() {
        package.add(
            &format!("export/{name}"),
            format!("\u{feff}{text}").as_bytes(),
        );
    }
    package.add("export/demographics.csv", b"\xff\xfe not even text");
    let read = read(&package.finish(), TODAY).unwrap();
    assert_eq!(read, of_files(&files(&whole()), TODAY).unwrap());
}

#[test]
fn of_version_1_1_the_role_stands_beside_the_user() {
    let users = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password
u1,,,true,o1,teacher,tturner,,Tess,Turner,,,,,,,,
u2,,,false,o1,teacher,left,,Lars,Left,,,,,,,,
p1,,,true,o1,student,abell,,Ada,Bell,,,,,,,,
";
    let classes = "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods
c1,,,10b,10,k1,,scheduled,,o1,t1,,,
";
    let enrollments = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
e1,,,c1,o1,p1,student,false,,
";
    let manifest = MANIFEST.replace("oneroster.version,1.2", "oneroster.version,1.1");
    let all = [
        ("manifest.csv", manifest.as_str()),
        ("users.csv", users),
        ("classes.csv", classes),
        ("enrollments.csv", enrollments),
    ];
    let Register { roster, notes } = of_files(&files(&all), TODAY).unwrap();
    let users: Vec<&str> = roster.teachers.iter().map(|it| it.user.as_str()).collect();
    assert_eq!(users, ["tturner"]);
    assert_eq!(roster.classes, [class("10b", &["Ada Bell"], &[])]);
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].to_string().contains("Lars Left"), "{notes:?}");
}

#[test]
fn what_is_no_whole_register_is_refused_with_the_place_and_the_remedy() {
    let delta = MANIFEST.replace("file.enrollments,bulk", "file.enrollments,delta");
    let no_role = ENROLLMENTS.replace(",role,", ",function,");
    let shifted = USERS.replace("\"Ben, jr.\"", "Ben, jr.");
    for (name, text, expected) in [
        (
            "manifest.csv",
            Some(delta.as_str()),
            "manifest.csv, line 6: `file.enrollments` holds only what has changed (delta)",
        ),
        (
            "users.csv",
            None,
            "users.csv: this file is missing; export users, classes and enrollments",
        ),
        (
            "enrollments.csv",
            Some(no_role.as_str()),
            "enrollments.csv, line 1: the column `role` is missing",
        ),
        (
            "users.csv",
            Some(shifted.as_str()),
            "users.csv, line 6: 23 cells, but there are 22 headings; text with a comma",
        ),
    ] {
        let mut all = whole();
        let at = all.iter().position(|(file, _)| *file == name).unwrap();
        match text {
            Some(text) => all[at].1 = text,
            None => drop(all.remove(at)),
        }
        let refused = of_files(&files(&all), TODAY).unwrap_err().to_string();
        assert!(refused.starts_with(expected), "{refused}");
    }
    // Without a manifest it is read, and that is said.
    let read = of_files(&files(&whole()[1..]), TODAY).unwrap();
    assert!(
        read.notes[0]
            .to_string()
            .starts_with("manifest.csv: this file is missing")
    );
    assert_eq!(read.roster.classes.len(), 3);
}

#[test]
fn a_table_of_our_own_has_a_line_for_each_pupil() {
    let table = "\u{feff}Class;Name;Teacher;note
10b;Ada;tess@green.example;
10b;Ben;omar;
9a;Zoe;;late
10b;Ada;;
9a;;;
";
    let Register { roster, notes } = of_table(table.as_bytes(), "").unwrap();
    assert_eq!(
        roster.classes,
        [
            class("10b", &["Ada", "Ben"], &["tess@green.example", "omar"]),
            RosterClass {
                teachers: None,
                ..class("9a", &["Zoe"], &[])
            },
        ]
    );
    let users: Vec<&str> = roster.teachers.iter().map(|it| it.user.as_str()).collect();
    assert_eq!(users, ["tess@green.example", "omar"]);
    assert_eq!(
        said(&notes),
        [
            "line 5: Ada is in 10b twice, and was taken once; tell two pupils apart by a letter or a number",
            "line 6: a class and a name have 1 to 60 characters each; this line was left out",
        ]
    );
    // Names alone, for a class that is said otherwise.
    let listed = of_table(b"Ada\r\nBen\r\n", " 10b ").unwrap();
    assert_eq!(listed.roster.classes[0].pupils, ["Ada", "Ben"]);
    assert_eq!(listed.roster.classes[0].name, "10b");
    for (table, class, expected) in [
        (
            "Ada\nBen\n",
            "",
            "no class is named; give the name of the class",
        ),
        (
            "class,pupil\n10b,Ada\n",
            "",
            "line 1: the table has several columns, and none is called `name`",
        ),
        (
            "name,class\nBell, Ada,10b\n",
            "",
            "line 2: 3 cells, but there are 2 headings",
        ),
    ] {
        let refused = of_table(table.as_bytes(), class).unwrap_err().to_string();
        assert!(refused.starts_with(expected), "{refused}");
    }
}

#[test]
fn a_class_without_end_is_refused() {
    let names: String = (0..=3_000)
        .map(|number| format!("Pupil {number}\n"))
        .collect();
    let refused = of_table(names.as_bytes(), "10b").unwrap_err().to_string();
    assert!(
        refused.starts_with("line 3001: 10b has more than 3000 pupils"),
        "{refused}"
    );
}
