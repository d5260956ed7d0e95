//! The help of the program: its commands in groups, and each command with the options that it uses.

use clap::{Command, CommandFactory};

use super::Cli;

/// The commands by what one wants to do.
const GROUPS: [(&str, &[&str]); 7] = [
    (
        "Learn",
        &[
            "open", "take", "revise", "resume", "history", "progress", "record",
        ],
    ),
    ("Look at what there is", &["list", "show"]),
    (
        "Write quizzes",
        &["new", "check", "explain", "pattern", "schema"],
    ),
    ("Teach a class", &["serve", "report", "school"]),
    ("Mark", &["mark", "review", "judge", "remark", "agreement"]),
    ("Exchange with other tools", &["import", "export"]),
    ("Manage", &["guide", "completions", "help"]),
];

/// The options that only some commands use: where answers are kept, and what day it is.
pub const SPECIAL_OPTIONS: [&str; 5] = ["record", "database", "school", "no_record", "date"];

/// The commands that use a record.
const WITH_RECORD: [&str; 12] = [
    "open", "serve", "school", "take", "revise", "resume", "history", "progress", "judge",
    "remark", "report", "record",
];

/// Whether a command uses one of the special options. An export is dated, too.
pub fn uses(command: &str, option: &str) -> bool {
    WITH_RECORD.contains(&command) || command == "export" && option == "date"
}

/// The command line with its help.
pub fn command() -> Command {
    let mut command = Cli::command();
    let special = |it: &&clap::Arg| SPECIAL_OPTIONS.contains(&it.get_id().as_str());
    let options: Vec<clap::Arg> = command.get_arguments().filter(special).cloned().collect();
    let names: Vec<String> = command
        .get_subcommands()
        .map(|it| it.get_name().to_owned())
        .collect();
    let template = format!(
        "{{about}}\n\n{{usage-heading}} {{usage}}\n\n{}Options:\n{{options}}{{after-help}}",
        grouped(&command)
    );
    for name in &names {
        let unused = options
            .iter()
            .filter(|it| !uses(name, it.get_id().as_str()))
            .map(|it| it.clone().global(false).hide(true));
        // They are still read, so that the error can say that they do nothing.
        command = command.mut_subcommand(name, |it| it.args(unused));
    }
    command.help_template(template)
}

/// The commands in their groups, each with what it does.
fn grouped(command: &Command) -> String {
    let mut text = String::new();
    for (heading, names) in GROUPS {
        text += &format!("{heading}:\n");
        for name in names {
            let about = command
                .find_subcommand(name)
                .and_then(Command::get_about)
                .map_or_else(
                    || "Print the help of a command".to_owned(),
                    ToString::to_string,
                );
            text += &format!("  {name:<11}  {about}\n");
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_one_group() {
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|it| it.1).copied().collect();
        grouped.sort_unstable();
        let command = command();
        let mut all: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        all.push("help");
        all.sort_unstable();
        assert_eq!(grouped, all);
    }
}
