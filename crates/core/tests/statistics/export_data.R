# Writes lsat6.csv and verbal-aggression.csv from the data sets in two Debian
# packages. Run in this folder: Rscript export_data.R
suppressMessages({
  library(psych)
  library(lme4)
})

# LSAT6. bock.table holds the 32 response patterns (Q1..Q5) and how often each
# was seen in section 6 (Ob6). Patterns that nobody gave are left out.
data(bock, package = "psych")
pattern <- apply(bock.table[, c("Q1", "Q2", "Q3", "Q4", "Q5")], 1, paste, collapse = "")
seen <- bock.table$Ob6 > 0
stopifnot(sum(bock.table$Ob6) == 1000, sum(seen) == 30)

# The same package also holds the 1000 single rows; they must agree.
rows <- table(apply(lsat6, 1, paste, collapse = ""))
stopifnot(all(rows[pattern[seen]] == bock.table$Ob6[seen]), sum(rows) == 1000)
writeLines(c("pattern,frequency", paste0(pattern[seen], ",", bock.table$Ob6[seen])), "lsat6.csv")

# Verbal aggression. Long in lme4 (item, resp, id); written wide, one line a
# person, in the order of the ids 1 to 316, items in the order of lme4's factor.
data(VerbAgg, package = "lme4")
stopifnot(identical(levels(VerbAgg$resp), c("no", "perhaps", "yes")),
          all(table(VerbAgg$id, VerbAgg$item) == 1))
score <- as.integer(VerbAgg$resp) - 1L
persons <- sort(as.integer(levels(VerbAgg$id)))
wide <- matrix(NA_integer_, length(persons), nlevels(VerbAgg$item))
wide[cbind(match(as.integer(as.character(VerbAgg$id)), persons), as.integer(VerbAgg$item))] <- score
stopifnot(identical(persons, 1:316), ncol(wide) == 24, !anyNA(wide))
writeLines(c(paste(levels(VerbAgg$item), collapse = ","), apply(wide, 1, paste, collapse = ",")),
           "verbal-aggression.csv")
