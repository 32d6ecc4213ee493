using OpsFlow.Engine.Hosting;
using Temporalio.Api.Enums.V1;

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

    [Theory]
    [InlineData("--port")]
    [InlineData("--port", "seventy")]
    [InlineData("--port", "70000")]
    [InlineData("--search-attribute", "Size")]
    [InlineData("--search-attribute", "Size=Huge")]
    [InlineData("--db", "")]
    [InlineData("--what")]
    public void Parse_BadArguments_IsRefused(params string[] arguments) =>
        Assert.Throws<FormatException>(() => CommandLine.Parse(arguments));
}
