using Microsoft.Extensions.Configuration;
using OpsFlow.Infrastructure.Mcp;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Infrastructure.Tests.Mcp;

public sealed class McpSettingsTests
{
    [Fact]
    public void Parse_BothKinds_AreReadWithSecretsOfTheEnvironment()
    {
        var (servers, faults) = McpSettings.Parse(
            """
            servers:
              files:
                command: npx
                arguments: [-y, "a,b", 5]
                environment: [FILES_KEY]
                tools: [read_file]
              search:
                url: https://mcp.example.com/mcp
                headers: { Authorization: SEARCH_AUTH }
                tools: [look_up, open]
            """,
            name => $"value of {name}");

        Assert.Empty(faults);
        Assert.Equal(["files", "search"], servers.Select(s => s.Name));
        Assert.Equal(["-y", "a,b", "5"], servers[0].Arguments);
        Assert.Equal("value of FILES_KEY", servers[0].Environment["FILES_KEY"]);
        Assert.Equal("value of SEARCH_AUTH", servers[1].Headers["Authorization"]);
        Assert.Equal(["look_up", "open"], servers[1].Tools);
    }

    [Fact]
    public void Read_SecretsOfTheEnvironment_AreKnownAsSuch()
    {
        using var folder = new TempFolder();
        var file = folder.Write("mcp.yaml", """
            servers:
              files: { command: npx, environment: [FILES_KEY, FILES_MODE], tools: [read_file] }
              search: { url: "https://mcp.example.com/mcp", headers: { Authorization: SEARCH_AUTH }, tools: [open] }
            """);
        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["MCP_FILE"] = file }).Build());
        McpSettings.Read(reader, name => name == "SEARCH_AUTH" ? "Bearer of-search" : $"value-of-{name}");

        Assert.Null(reader.Refusal);
        Assert.Equal(
            ["Bearer of-search", "of-search", "value-of-FILES_KEY"], reader.Secrets.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("servers: {a: {url: 'https://x.example'}}")]
    [InlineData("servers: {a: {url: 'https://x.example', tools: []}}")]
    [InlineData("servers: {a: {tools: [x]}}")]
    [InlineData("servers: {a: {url: 'https://x.example', command: node, tools: [x]}}")]
    [InlineData("servers: {a: {url: 'file:///etc/passwd', tools: [x]}}")]
    [InlineData("servers: {'A b': {command: node, tools: [x]}}")]
    [InlineData("servers: {a: {command: node, tools: [x], shell: true}}")]
    [InlineData("servers: {a: {command: node, environment: [NOT_SET], tools: [x]}}")]
    [InlineData("servers: [a]")]
    [InlineData("servers: {a: {command: node, tools: [x]}")]
    [InlineData("")]
    public void Parse_WhatCannotBeUsed_SaysWhatIsWrong(string text) =>
        Assert.NotEmpty(McpSettings.Parse(text, _ => null).Faults);
}
