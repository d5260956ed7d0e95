//! `sourcework explain`.

use super::output::Output;
use super::{Ending, Failure};
use sourcework_core::diagnostic::Code;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sourcework explain misquotation\n  sourcework explain        all codes"
)]
pub struct Args {
    /// The code, as `check` prints it in brackets [default: a list of all codes]
    pub code: Option<String>,
}

pub fn run(args: &Args, output: &mut Output) -> Result<Ending, Failure> {
    let Some(name) = &args.code else {
        let mut page = output.page();
        for code in Code::ALL {
            let first = code
                .explanation()
                .split_inclusive('.')
                .next()
                .expect("every code has an explanation");
            let name = format!("{} ({}): ", code.as_str(), code.severity().as_str());
            page.entry(&name, &first.replace('\n', " "))?;
        }
        return Ok(Ending::Fine);
    };
    let Some(code) = Code::find(name) else {
        let known = Code::ALL.iter().map(|code| code.as_str());
        let list = "`sourcework explain` lists the codes";
        return Err(Failure::unknown("code", name, known, list));
    };
    output.line(&format!(
        "{} ({})\n",
        code.as_str(),
        code.severity().as_str()
    ))?;
    output.page().text(&code.explanation().replace('\n', " "))?;
    Ok(Ending::Fine)
}
