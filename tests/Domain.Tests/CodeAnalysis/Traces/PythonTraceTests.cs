namespace OpsFlow.Domain.Tests.CodeAnalysis.Traces;

public sealed class PythonTraceTests
{
    [Theory]
    [InlineData("socket.gaierror: [Errno -2] no name", "socket.gaierror")]
    [InlineData("zlib.error", "zlib.error")]
    [InlineData("timeout: timed out", "timeout")]
    [InlineData("mill.sack.weigh.<locals>.Damp: 7", "mill.sack.weigh.<locals>.Damp")]
    public void Parse_TypeThatBeginsLowerCase_EndsItsTrace(string end, string type) => Assert.Equal(
        $"Python | {type}, LookupError | weigh@/srv/sack.py:4 find@/srv/mill.py:7",
        TraceReading.Of($"""
            Traceback (most recent call last):
              File "/srv/sack.py", line 4, in weigh
                return scale.read()
            {end}

            The above exception was the direct cause of the following exception:

            Traceback (most recent call last):
              File "/srv/mill.py", line 7, in find
                raise LookupError(name) from e
            LookupError: sack
            """));

    [Fact]
    public void Parse_Group_ComesAfterItsErrors() => Assert.Equal(
        "Python | KeyError, ValueError, ExceptionGroup | bake@/srv/bake.py:8 heat@/srv/heat.py:3 run@/srv/run.py:4",
        TraceReading.Of("""
              + Exception Group Traceback (most recent call last):
              |   File "/srv/run.py", line 4, in run
              |     async with TaskGroup() as group:
              | ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)
              +-+---------------- 1 ----------------
                | Traceback (most recent call last):
                |   File "/srv/bake.py", line 8, in bake
                |     return loaf["weight"]
                |            ~~~~^^^^^^^^^^
                | KeyError: 'weight'
                +---------------- 2 ----------------
                | Traceback (most recent call last):
                |   File "/srv/heat.py", line 3, in heat
                |     return int(
                |         degrees,
                |     )
                | ValueError: invalid literal for int() with base 10: 'hot'
                +------------------------------------
            """));

    [Theory]
    [InlineData("raise MillError(name)", "ZeroDivisionError, MillError")]
    [InlineData("log.warn(nane)", "MillError, ZeroDivisionError")]
    public void Parse_WhileHandling_PutsFirstWhatFailedByItself(string code, string types)
    {
        var trace = TraceReading.Read($"""
            Traceback (most recent call last):
              File "/srv/sack.py", line 3, in mean
                return total / count
            ZeroDivisionError: division by zero

            During handling of the above exception, another exception occurred:

            Traceback (most recent call last):
              File "/srv/mill.py", line 8, in load
                {code}
            MillError: a
            """);
        Assert.Equal(types, string.Join(", ", trace.Exceptions.Select(e => e.Type)));
    }
}
