# Computes the reference figures with R and writes r.json.
# Run in this folder: Rscript reference.R
suppressMessages({
  library(psych)
  library(jsonlite)
})
sd_n <- function(x) sqrt(mean((x - mean(x))^2))
quiet_cor <- function(x, y) if (sd(x) == 0 || sd(y) == 0) NA else cor(x, y)
same <- function(a, b) stopifnot(max(abs(a - b), na.rm = TRUE) < 1e-12)

# x: persons by items, as numbers. maxima: the most that each item can give.
analyse <- function(x, maxima) {
  total <- rowSums(x)
  k <- ncol(x)
  spread <- apply(x, 2, sd) > 0
  alpha_of <- function(y) ncol(y) / (ncol(y) - 1) * (1 - sum(apply(y, 2, var)) / var(rowSums(y)))
  alpha <- alpha_of(x)
  p <- suppressWarnings(suppressMessages(
    psych::alpha(as.data.frame(x[, spread]), check.keys = FALSE, warnings = FALSE)))
  rit <- apply(x, 2, quiet_cor, total)
  rir <- sapply(seq_len(k), function(i) quiet_cor(x[, i], total - x[, i]))
  # Moodle's discriminative efficiency: the covariance with the rest as a
  # percentage of the greatest that the same marks in another order could give.
  efficiency <- sapply(seq_len(k), function(i) {
    rest <- total - x[, i]
    if (spread[i]) 100 * cov(x[, i], rest) / cov(sort(x[, i]), sort(rest)) else NA
  })
  # psych leaves out items without spread; a constant changes no correlation.
  same(rit[spread], p$item.stats$raw.r)
  same(rir[spread], p$item.stats$r.drop)
  same(apply(x[, spread], 2, sd), p$item.stats$sd)
  same(alpha_of(x[, spread]), p$total$raw_alpha)
  list(
    persons = nrow(x), items = k,
    test = list(
      mean = mean(total), median = median(total), sd = sd(total), sd_n = sd_n(total),
      maximum = sum(maxima), alpha = alpha, alpha_psych = p$total$raw_alpha,
      sem = sd(total) * sqrt(1 - alpha), error_ratio = 100 * sqrt(1 - alpha),
      mean_facility = mean(colMeans(x) / maxima),
      mean_rit = mean(rit[spread]), mean_rir = mean(rir[spread])),
    item = list(
      name = colnames(x), maximum = unname(maxima), mean = unname(colMeans(x)), sd = unname(apply(x, 2, sd)),
      sd_n = unname(apply(x, 2, sd_n)), facility = unname(colMeans(x) / maxima),
      rit = unname(rit), rir = unname(rir), efficiency = efficiency))
}
unbox_all <- function(v) {
  if (is.list(v)) lapply(v, unbox_all)
  else if (length(v) == 1) unbox(v) else v
}

# 1. LSAT6
p <- read.csv("lsat6.csv", colClasses = c("character", "integer"))
x <- do.call(rbind, lapply(strsplit(rep(p$pattern, p$frequency), ""), as.numeric))
colnames(x) <- paste0("Q", 1:5)
lsat6 <- analyse(x, rep(1, 5))

# 2. Verbal aggression
x <- as.matrix(read.csv("verbal-aggression.csv"))
verbal <- analyse(x, rep(2, 24))

# 3. Part marks
long <- read.csv("partial-marks.csv")
x <- tapply(long$awarded, list(long$student, long$question), sum)
x <- matrix(x, nrow(x), dimnames = dimnames(x))
partial <- analyse(x, as.vector(tapply(long$available, long$question, max)))

# 4. Options
o <- read.csv("options.csv", colClasses = "character")
key <- read.csv("options-key.csv", colClasses = "character")
answers <- as.matrix(o[, -1])
score <- sapply(seq_along(key$key), function(q) as.numeric(answers[, q] == key$key[q]))
colnames(score) <- key$question
total <- rowSums(score)
option_rows <- do.call(rbind, lapply(seq_along(key$key), function(q) {
  do.call(rbind, lapply(c("A", "B", "C", "D", ""), function(choice) {
    chosen <- as.numeric(answers[, q] == choice)
    data.frame(question = key$question[q], option = choice,
               is_key = as.integer(choice == key$key[q]), count = sum(chosen), share = mean(chosen),
               r_total = quiet_cor(chosen, total), r_rest = quiet_cor(chosen, total - score[, q]))
  }))
}))
# Blank to the end of the row: not reached. Blank before that: omitted.
not_reached <- t(apply(answers == "", 1, function(b) rev(cumprod(rev(b))) == 1))
options_part <- c(analyse(score, rep(1, 8)), list(
  omitted = unname(colSums(answers == "" & !not_reached)),
  not_reached = unname(colSums(not_reached)),
  option = as.list(option_rows)))

# 5. Intervals. prop.test without correction gives Wilson's interval.
cases <- fromJSON("cases.json", simplifyVector = FALSE)
wilson <- function(k, n) as.vector(suppressWarnings(prop.test(k, n, correct = FALSE)$conf.int))
proportions <- lapply(cases$proportions, function(c) {
  w <- wilson(c[[1]], c[[2]])
  list(k = c[[1]], n = c[[2]], low = w[1], high = w[2])
})
# Newcombe 1998, method 10, from the two Wilson intervals.
differences <- lapply(cases$differences, function(c) {
  p1 <- c[[1]] / c[[2]]; p2 <- c[[3]] / c[[4]]; d <- p1 - p2
  w1 <- wilson(c[[1]], c[[2]]); w2 <- wilson(c[[3]], c[[4]])
  list(k1 = c[[1]], n1 = c[[2]], k2 = c[[3]], n2 = c[[4]], difference = d,
       low = d - sqrt((p1 - w1[1])^2 + (w2[2] - p2)^2),
       high = d + sqrt((w1[2] - p1)^2 + (p2 - w2[1])^2))
})
means <- lapply(cases$means, function(c) {
  v <- unlist(c); t <- as.vector(t.test(v)$conf.int); half <- qnorm(0.975) * sd(v) / sqrt(length(v))
  list(sample = v, mean = mean(v), sd = sd(v), t_low = t[1], t_high = t[2],
       normal_low = mean(v) - half, normal_high = mean(v) + half)
})

# 6. Certainty
a <- read.csv("certainty.csv")
certainty <- lapply(c("guess", "fair", "sure"), function(level) {
  r <- a$right[a$certainty == level]; w <- wilson(sum(r), length(r))
  list(certainty = level, answers = length(r), right = sum(r), share = mean(r), low = w[1], high = w[2])
})

result <- list(
  programs = list(R = as.character(getRversion()), psych = as.character(packageVersion("psych")),
                  lme4 = as.character(packageVersion("lme4")), jsonlite = as.character(packageVersion("jsonlite"))),
  lsat6 = lsat6, verbal_aggression = verbal, partial_marks = partial, options = options_part,
  intervals = list(z = qnorm(0.975), z_16_digits = sprintf("%.16g", qnorm(0.975)), proportions = proportions, differences = differences, means = means),
  certainty = certainty)
text <- toJSON(unbox_all(result), digits = I(14), na = "null", null = "null")
# One line a list, so that changes can be read.
text <- gsub('(,)("[a-z0-9_]+":[\\[{])', '\\1\n\\2', gsub("},\\{", "},\n{", text))
writeLines(text, "r.json")
