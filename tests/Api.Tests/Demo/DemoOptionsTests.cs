using OpsFlow.Samples.Demo;

namespace OpsFlow.Api.Tests.Demo;

public sealed class DemoOptionsTests
{
    [Theory]
    [InlineData("--api", "x.dll")]
    [InlineData("errors", "--api", "x.dll")]
    [InlineData("--api", "x.dll", "errors")]
    public void Parse_NoNameOrErrors_IsTheErrorDemonstration(params string[] args) =>
        Assert.Equal("errors", DemoOptions.Parse(args, _ => null).Name);

    [Fact]
    public void Parse_AnUnknownName_NamesTheKnownOnes()
    {
        var error = Assert.Throws<ArgumentException>(() => DemoOptions.Parse(["scam", "--api", "x.dll"], _ => null));
        Assert.Equal("Unknown demonstration scam. Known: errors, scan, chat, prescription.", error.Message);
    }

    [Theory]
    [InlineData("--api", "x.dll", "--wrong")]
    [InlineData("--api", "x.dll", "--port", "65536")]
    [InlineData("--api", "x.dll", "--port", "-1")]
    [InlineData("--api", "x.dll", "--port")]
    [InlineData("--api", "x.dll", "errors", "errors")]
    [InlineData("errors")]
    public void Parse_WrongArguments_Throws(params string[] args) =>
        Assert.Throws<ArgumentException>(() => DemoOptions.Parse(args, _ => null));

    [Fact]
    public void Parse_PortAndEnvironment_AreTaken()
    {
        var options = DemoOptions.Parse(
            ["--api", "x.dll", "--port", "8123"], name => name == "OPSFLOW_DATA" ? "/data" : $"the {name}");
        Assert.Equal(8123, options.Port);
        Assert.Equal(Path.Combine(Path.GetFullPath("/data"), "demo", "errors"), options.Folder);
        Assert.Equal("the OPSFLOW_ADMIN_KEY", options.AdminKey);
        Assert.Equal("the OPSFLOW_SLACK_SIGNING_SECRET", options.SlackSigningSecret);
    }
}
