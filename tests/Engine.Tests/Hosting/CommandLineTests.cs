using Microsoft.Extensions.Logging;

namespace OpsFlow.Engine.Tests.Hosting;

public class CommandLineTests
{
    [Fact]
    public void Parse_AllOptions_SetsThem()
    {
        var options = CommandLine.Parse(
        [
            "--port", "0", "--db=x.db", "--namespace", "a", "-n", "b", "--ip", "::1", "--time-skipping",
            "--search-attribute", "Size=int", "--ui-port", "8233",
        ]).Options;

        Assert.Equal(0, options.Port);
        Assert.Equal("x.db", options.DatabasePath);
        Assert.Equal(["a", "b"], options.Namespaces);
        Assert.Equal("::1", options.Host);
        Assert.True(options.TimeSkipping);
        Assert.Equal(IndexedValueType.Int, options.SearchAttributes["Size"]);
        Assert.Equal(8233, options.UiPort);
        Assert.True(options.TrimMemoryWhenIdle);
    }

    [Fact]
    public void Parse_StartDev_TakesWhatSdksSend()
    {
        var command = CommandLine.Parse(
        [
            "server", "start-dev", "--port", "33819", "--namespace", "x", "--ip", "127.0.0.1", "--log-format", "json",
            "--log-level", "error",
            "--dynamic-config-value", "frontend.enableServerVersionCheck=false", "--db-filename", "x.db", "--ui-port",
            "34819",
            "--search-attribute", "a=KeywordList", "--http-port", "0",
        ]);

        Assert.Equal(
            (33819, "x.db", 34819), (command.Options.Port, command.Options.DatabasePath, command.Options.UiPort));
        Assert.Equal(["x"], command.Options.Namespaces);
        Assert.Equal(IndexedValueType.KeywordList, command.Options.SearchAttributes["a"]);
        Assert.Equal((LogLevel.Error, true), (command.LogLevel, command.LogAsJson));
        Assert.False(command.Options.TimeSkipping);
    }

    [Fact]
    public void Parse_StartDevWithoutUiPort_PutsTheConsoleAThousandAboveUnlessHeadless()
    {
        Assert.Equal(8000, CommandLine.Parse(["server", "start-dev", "--port", "7000"]).Options.UiPort);
        Assert.Null(CommandLine.Parse(["server", "start-dev", "--port", "7000", "--headless"]).Options.UiPort);
    }

    [Fact]
    public void Parse_PortAlone_IsTheTestServerWithItsTimeLocked()
    {
        var locked = CommandLine.Parse(["46693"]).Options;
        var free = CommandLine.Parse(["46693", "--enable-time-skipping"]).Options;

        Assert.Equal((46693, true, true), (locked.Port, locked.TimeSkipping, locked.TimeStartsLocked));
        Assert.Equal((46693, true, false), (free.Port, free.TimeSkipping, free.TimeStartsLocked));
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--port", "seventy")]
    [InlineData("--port", "70000")]
    [InlineData("--search-attribute", "Size")]
    [InlineData("--search-attribute", "Size=Huge")]
    [InlineData("--db", "")]
    [InlineData("--what")]
    [InlineData("server", "start-dev", "--what")]
    [InlineData("--log-level", "loud")]
    public void Parse_BadArguments_IsRefused(params string[] arguments) =>
        Assert.Throws<FormatException>(() => CommandLine.Parse(arguments));
}
