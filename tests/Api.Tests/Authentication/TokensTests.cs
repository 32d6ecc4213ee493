using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpsFlow.Api.Authentication;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Store;

namespace OpsFlow.Api.Tests.Authentication;

/// <summary>Tokens of an issuer that publishes its keys.</summary>
public sealed class TokensTests : IAsyncLifetime
{
    private const string Issuer = "https://issuer.example";
    private const string Audience = "opsflow";

    private readonly TempFolder _folder = new();
    private WebApplication _issuer = null!;
    private ServiceProvider _services = null!;
    private volatile string? _keys;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _issuer = builder.Build();
        _issuer.MapGet("/keys", () => _keys is { } keys ? Results.Text(keys, "application/json") : Results.NotFound());
        await _issuer.StartAsync();
        var settings = new JwtSettings
        {
            Issuer = Issuer, Audience = Audience, KeySet = new Uri($"{_issuer.Urls.First()}/keys"),
        };
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IDatabase>(new Database(
            new StoreOptions { DataFolder = _folder.Path, PostgresConnectionString = null }, TimeProvider.System));
        services.AddSingleton<AccessStore>();
        services.AddSingleton<AccessList>();
        services.AddSingleton<Tokens>();
        services.AddAuthentication().AddJwtBearer(
            Callers.TokenScheme, options => Tokens.Configure(options, settings));
        _services = services.BuildServiceProvider();
        await _services.GetRequiredService<AccessList>().StartAsync(default);
    }

    public async Task DisposeAsync()
    {
        await _services.GetRequiredService<AccessList>().StopAsync(default);
        await ((Database)_services.GetRequiredService<IDatabase>()).DisposeAsync();
        await _services.DisposeAsync();
        await _issuer.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Authenticate_SignedByAKeyOfTheSet_IsLetInAndByAnotherRefused()
    {
        using var rsa = Signer.Rsa("one");
        using var ec = Signer.Ec("two");
        using var forger = Signer.Rsa("one");
        using var unknown = Signer.Ec("three");
        Publish(rsa, ec);

        Assert.True(await IsLetInAsync(rsa.Token()));
        Assert.True(await IsLetInAsync(ec.Token()));
        Assert.False(await IsLetInAsync(forger.Token()));
        Assert.False(await IsLetInAsync(unknown.Token()));
        Assert.False(await IsLetInAsync(rsa.Token("https://other.example")));
    }

    [Fact]
    public async Task Authenticate_IssuerHasAnotherKey_TakesItAndTheOldOneNoMore()
    {
        using var old = Signer.Rsa("old");
        using var current = Signer.Rsa("current");
        Publish(old);
        Assert.True(await IsLetInAsync(old.Token()));

        Publish(current);
        await Until.TrueAsync(() => IsLetInAsync(current.Token()), "token of the other key");
        Assert.False(await IsLetInAsync(old.Token()));
    }

    [Fact]
    public async Task Authenticate_KeySetIsAway_KnownKeysGoOn()
    {
        using var known = Signer.Ec("known");
        using var unknown = Signer.Ec("unknown");
        Publish(known);
        Assert.True(await IsLetInAsync(known.Token()));

        await _issuer.StopAsync();
        // It has the set asked for, which nobody answers.
        Assert.False(await IsLetInAsync(unknown.Token()));
        Assert.True(await IsLetInAsync(known.Token()));
    }

    private void Publish(params Signer[] signers) => _keys = new JsonObject
    {
        ["keys"] = new JsonArray([.. signers.Select(s => (JsonNode)s.PublicKey)]),
    }.ToJsonString();

    private async Task<bool> IsLetInAsync(string token)
    {
        await using var scope = _services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Headers.Authorization = $"Bearer {token}";
        return (await context.AuthenticateAsync(Callers.TokenScheme)).Succeeded;
    }

    private sealed class Signer(string id, AsymmetricAlgorithm key) : IDisposable
    {
        public JsonObject PublicKey
        {
            get
            {
                if (key is RSA rsa)
                {
                    var parts = rsa.ExportParameters(false);
                    return new JsonObject
                    {
                        ["kty"] = "RSA", ["kid"] = id, ["use"] = "sig", ["n"] = Base64Url.EncodeToString(parts.Modulus),
                        ["e"] = Base64Url.EncodeToString(parts.Exponent),
                    };
                }

                var point = ((ECDsa)key).ExportParameters(false).Q;
                return new JsonObject
                {
                    ["kty"] = "EC", ["kid"] = id, ["use"] = "sig", ["crv"] = "P-256",
                    ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y),
                };
            }
        }

        public static Signer Rsa(string id) => new(id, RSA.Create(2048));

        public static Signer Ec(string id) => new(id, ECDsa.Create(ECCurve.NamedCurves.nistP256));

        public string Token(string issuer = Issuer)
        {
            SecurityKey signing = key is RSA rsa
                ? new RsaSecurityKey(rsa) { KeyId = id }
                : new ECDsaSecurityKey((ECDsa)key) { KeyId = id };
            var now = DateTime.UtcNow;
            return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
            {
                Issuer = issuer,
                Audience = Audience,
                IssuedAt = now,
                Expires = now.AddHours(1),
                Claims = new Dictionary<string, object>
                {
                    ["sub"] = "someone", ["jti"] = Guid.NewGuid().ToString(), ["scope"] = Scope.Read,
                },
                SigningCredentials = new SigningCredentials(signing, key is RSA ? "RS256" : "ES256"),
            });
        }

        public void Dispose() => key.Dispose();
    }
}
