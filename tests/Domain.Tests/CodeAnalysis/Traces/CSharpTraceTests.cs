namespace OpsFlow.Domain.Tests.CodeAnalysis.Traces;

public sealed class CSharpTraceTests
{
    [Theory]
    [InlineData("   위치: Mill.Sack.Weigh(Grain g) 파일 C:\\방앗간\\Sack.cs:줄 8", @"Weigh@C:\방앗간\Sack.cs:8")]
    [InlineData("   場所 Mill.Sack.Weigh(Grain g) 場所 C:\\mill\\Sack.cs:行 8", @"Weigh@C:\mill\Sack.cs:8")]
    [InlineData("   在 Mill.Sack.Weigh(Grain g) 位置 C:\\mill\\Sack.cs:行号 8", @"Weigh@C:\mill\Sack.cs:8")]
    [InlineData("   bei Mill.Sack.Weigh(Grain g) in C:\\mill\\Sack.cs:Zeile 8.", @"Weigh@C:\mill\Sack.cs:8")]
    [InlineData("   at async Task<int> Mill.Sack.Weigh(Grain g) in /src/Sack.cs:line 8", "Weigh@/src/Sack.cs:8")]
    [InlineData("   at void Mill.Sack.Weigh()+() => { } in /src/Sack.cs:line 8", "Weigh@/src/Sack.cs:8")]
    [InlineData("  at Mill.Sack.Weigh (Mill.Grain g) [0x0001a] in /src/Sack.cs:8", "Weigh@/src/Sack.cs:8")]
    [InlineData("  at Mill.Sack.Weigh (Mill.Grain g) [0x0001a] in <0123456789abcdef>:0", "Weigh@:0")]
    [InlineData("   at Microsoft.Mill.Sack.Weigh(Grain g) in /src/Sack.cs:line 8", "Weigh@/src/Sack.cs:8")]
    public void Parse_Frame_IsRead(string line, string place)
    {
        var trace = TraceReading.Read("System.NullReferenceException: x\n" + line);
        var frame = Assert.Single(trace.Frames);
        Assert.Equal((place, false), (TraceReading.Place(frame), frame.IsRuntime));
    }

    [Fact]
    public void Parse_KoreanInnerException_ComesFirst() => Assert.Equal(
        "CSharp | System.FormatException, Mill.MillException | Parse@/src/Scale.cs:5 Weigh@/src/Sack.cs:8",
        TraceReading.Of("""
            Mill.MillException: 무게 ---> System.FormatException: 형식
               위치: Mill.Scale.Parse(String s) 파일 /src/Scale.cs:줄 5
               --- 내부 예외 스택 추적의 끝 ---
               위치: Mill.Sack.Weigh() 파일 /src/Sack.cs:줄 8
            """));

    [Theory]
    [InlineData("Inner Exception")]
    [InlineData("내부 예외")]
    public void Parse_SeveralInnerExceptions_PutTheApplicationsFirst(string words) => Assert.Equal(
        "CSharp | System.FormatException, System.Net.Sockets.SocketException, System.AggregateException"
            + " | Parse@/src/Scale.cs:5",
        TraceReading.Of($"""
            System.AggregateException: Several. (a) (b)
             ---> System.Net.Sockets.SocketException (111): Connection refused
               at System.Net.Sockets.Socket.Connect(EndPoint remote)
               --- End of inner exception stack trace ---
               at System.Threading.Tasks.Task.WaitAllCore(Task[] tasks)
             ---> ({words} #1) System.FormatException: not a number
               at Mill.Scale.Parse(String s) in /src/Scale.cs:line 5<---

            """));

    [Fact]
    public void Parse_ThrownAnew_StaysOneException() => Assert.Equal(
        "CSharp | Mill.MillException | Parse@/src/Scale.cs:5 Weigh@/src/Sack.cs:8",
        TraceReading.Of("""
            Mill.MillException: x
               at Mill.Scale.Parse() in /src/Scale.cs:line 5
            --- End of stack trace from previous location ---
               at Mill.Sack.Weigh() in /src/Sack.cs:line 8
            """));
}
