using Temporalio.Common.EnvConfig;

namespace Temporalio.Tests.Common.EnvConfig;

public class ClientEnvConfigTests
{
    private const string Toml =
        """
        [profile.default]
        address = "default:7233"
        namespace = "default-ns"

        [profile.prod]
        address = "prod:7233"
        namespace = "prod-ns"
        api_key = "secret"

        [profile.prod.tls]
        server_name = "prod.example"
        client_cert_data = "CERT"
        client_key_path = "/keys/k.pem"

        [profile.prod.grpc_meta]
        X_Tenant = "a"
        drop-me = "b"
        """;

    private static readonly Dictionary<string, string> NoVariables = [];

    private static ClientEnvConfig.ProfileLoadOptions Options(
        string? profile = null, string toml = Toml, Dictionary<string, string>? variables = null) => new()
    {
        Profile = profile,
        ConfigSource = DataSource.FromUTF8String(toml),
        OverrideEnvVars = variables ?? NoVariables,
    };

    [Fact]
    public void LoadProfile_NoName_IsDefault()
    {
        var profile = ClientEnvConfig.Profile.Load(Options());
        Assert.Equal(new ClientEnvConfig.Profile("default:7233", "default-ns"), profile);
    }

    [Fact]
    public void LoadProfile_ByNameOrVariable_IsThatOne()
    {
        Assert.Equal("prod:7233", ClientEnvConfig.Profile.Load(Options("prod")).Address);
        Assert.Equal(
            "prod:7233",
            ClientEnvConfig.Profile.Load(Options(variables: new() { ["TEMPORAL_PROFILE"] = "prod" })).Address);
        Assert.Equal(
            "default:7233",
            ClientEnvConfig.Profile.Load(Options("default", variables: new() { ["TEMPORAL_PROFILE"] = "prod" })).Address);
    }

    [Fact]
    public void LoadProfile_Unknown_Fails()
    {
        var error = Assert.Throws<InvalidOperationException>(() => ClientEnvConfig.Profile.Load(Options("nope")));
        Assert.Contains("'nope' not found", error.Message, StringComparison.Ordinal);
        Assert.Equal(new(), ClientEnvConfig.Profile.Load(Options(toml: "")));
    }

    [Fact]
    public void LoadProfile_Variables_WinOverTheFile()
    {
        var profile = ClientEnvConfig.Profile.Load(Options("prod", variables: new()
        {
            ["TEMPORAL_ADDRESS"] = "env:1",
            ["TEMPORAL_NAMESPACE"] = "",
            ["TEMPORAL_TLS_SERVER_NAME"] = "env.example",
            ["TEMPORAL_TLS_CLIENT_CERT_PATH"] = "/c.pem",
            ["TEMPORAL_TLS"] = "false",
            ["TEMPORAL_GRPC_META_X_TENANT"] = "env",
            ["TEMPORAL_GRPC_META_DROP_ME"] = "",
        }));

        Assert.Equal("env:1", profile.Address);
        Assert.Equal("prod-ns", profile.Namespace);
        Assert.Equal("secret", profile.ApiKey);
        Assert.Equal("env.example", profile.Tls!.ServerName);
        Assert.Equal("/c.pem", profile.Tls.ClientCert!.Path);
        Assert.Equal("/keys/k.pem", profile.Tls.ClientPrivateKey!.Path);
        Assert.True(profile.Tls.Disabled);
        Assert.Equal(new Dictionary<string, string> { ["x-tenant"] = "env" }, profile.GrpcMeta);
    }

    [Fact]
    public void LoadProfile_FileOrEnvDisabled_IsLeftAlone()
    {
        var variables = new Dictionary<string, string> { ["TEMPORAL_ADDRESS"] = "env:1" };
        var noFile = Options(variables: variables);
        noFile.DisableFile = true;
        Assert.Equal(new("env:1"), ClientEnvConfig.Profile.Load(noFile));
        var noEnv = Options(variables: variables);
        noEnv.DisableEnv = true;
        Assert.Equal("default:7233", ClientEnvConfig.Profile.Load(noEnv).Address);
        noEnv.DisableFile = true;
        Assert.Throws<InvalidOperationException>(() => ClientEnvConfig.Profile.Load(noEnv));
    }

    [Fact]
    public void LoadProfile_ConfigFileVariable_NamesTheFile()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "[profile.default]\naddress = 'from-file:1'");
            var options = new ClientEnvConfig.ProfileLoadOptions
            {
                OverrideEnvVars = new Dictionary<string, string> { ["TEMPORAL_CONFIG_FILE"] = path },
            };
            Assert.Equal("from-file:1", ClientEnvConfig.Profile.Load(options).Address);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Equal(new(), ClientEnvConfig.Profile.Load(new()
        {
            ConfigSource = DataSource.FromPath(path),
            OverrideEnvVars = NoVariables,
        }));
    }

    [Theory]
    [InlineData("[profile.default]\nadress = 'x'", "profile.default.adress")]
    [InlineData("[profiles.default]\naddress = 'x'", "profiles")]
    [InlineData("[profile.default.tls]\nca = 'x'", "profile.default.tls.ca")]
    public void LoadProfile_UnknownSetting_FailsOnlyWhenStrict(string toml, string named)
    {
        var options = Options(toml: toml);
        ClientEnvConfig.Profile.Load(options);
        options.ConfigFileStrict = true;
        var error = Assert.Throws<InvalidOperationException>(() => ClientEnvConfig.Profile.Load(options));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => ClientEnvConfig.Load(new()
        {
            ConfigSource = options.ConfigSource, ConfigFileStrict = true, OverrideEnvVars = NoVariables,
        }));
    }

    [Theory]
    [InlineData("[profile.default]\naddress = 1")]
    [InlineData("[profile]\ndefault = 1")]
    [InlineData("not toml")]
    [InlineData("[profile.default.tls]\nclient_cert_path = 'a'\nclient_cert_data = 'b'")]
    public void LoadProfile_BadFile_Fails(string toml) =>
        Assert.Throws<InvalidOperationException>(() => ClientEnvConfig.Profile.Load(Options(toml: toml)));

    [Fact]
    public void Load_AllProfiles_RoundTripThroughDictionaries()
    {
        var config = ClientEnvConfig.Load(new()
        {
            ConfigSource = DataSource.FromUTF8String(Toml), OverrideEnvVars = NoVariables,
        });

        Assert.Equal(["default", "prod"], config.Profiles.Keys.Order());
        var dictionary = config.ToDictionary();
        Assert.Equal("prod:7233", dictionary["prod"]["address"]);
        var tls = (Dictionary<string, object>)dictionary["prod"]["tls"];
        Assert.Equal("CERT", ((Dictionary<string, string>)tls["client_cert"])["data"]);
        Assert.False(dictionary["default"].ContainsKey("tls"));
        var again = ClientEnvConfig.FromDictionary(
            dictionary.ToDictionary(d => d.Key, d => d.Value)).Profiles["prod"];
        Assert.Equal("/keys/k.pem", again.Tls!.ClientPrivateKey!.Path);
        Assert.Equal("a", again.GrpcMeta!["x-tenant"]);
        Assert.Equal("secret", again.ApiKey);
    }

    [Fact]
    public void LoadClientConnectOptions_Profile_BecomesOptions()
    {
        var toml = Toml.Replace("/keys/k.pem", "unused", StringComparison.Ordinal)
            .Replace("client_key_path", "client_key_data", StringComparison.Ordinal);
        var options = ClientEnvConfig.LoadClientConnectOptions(Options("prod", toml));

        Assert.Equal("prod:7233", options.TargetHost);
        Assert.Equal("prod-ns", options.Namespace);
        Assert.Equal("secret", options.ApiKey);
        Assert.Equal("prod.example", options.Tls!.Domain);
        Assert.Equal("CERT"u8.ToArray(), options.Tls.ClientCert);
        Assert.Contains(new KeyValuePair<string, string>("x-tenant", "a"), options.RpcMetadata!);
        Assert.Null(ClientEnvConfig.LoadClientConnectOptions(Options()).Tls);
    }
}
