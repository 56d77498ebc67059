def follow(lines):
    for line in lines:
        yield line


def grep(pattern, lines):
    for line in lines:
        if pattern in line:
            yield line


def fields(lines, at):
    for line in lines:
        yield line.split()[at]


log = ["GET /a 200", "PUT /b 404", "GET /c 500", "GET /d 200"]
lines = follow(log)
gets = grep("GET", lines)
codes = fields(gets, 2)
print(sum(int(code) for code in codes))
print(next(codes, "nothing left"), next(lines, "nothing left"))
