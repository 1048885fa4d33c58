// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {CarbonAccount} from "../../src/CarbonAccount.sol";
import {CarbonCustody} from "../../src/CarbonCustody.sol";
import {CarbonPayment} from "../../src/CarbonPayment.sol";
import {CarbonStaking} from "../../src/CarbonStaking.sol";
import {CarbonToken} from "../../src/CarbonToken.sol";
import {CreditRegistry} from "../../src/CreditRegistry.sol";
import {CreditRegistryProxy} from "../../src/CreditRegistryProxy.sol";
import {person, vm} from "./Test.sol";

/// @title All contracts as a deployment has them, with every role in a hand of its own
abstract contract Platform {
    uint256 internal constant START = 1_750_000_000;
    uint64 internal constant MAX_PRICE_AGE = 1 hours;
    uint32 internal constant COOLDOWN = 7 days;
    /// 0.004 ether for one CARBON.
    uint256 internal constant PRICE = 4e15;

    uint256 internal constant ALICE_KEY = 0xA11CE;
    uint256 internal constant BOB_KEY = 0xB0B;
    bytes32 internal constant ALICE_USER = keccak256("user: alice");
    bytes32 internal constant BOB_USER = keccak256("user: bob");
    bytes32 internal constant FOREST = keccak256("project: forest");

    address internal admin = person("admin");
    address internal registrar = person("registrar");
    address internal crediter = person("crediter");
    address internal pauser = person("pauser");
    address internal pricer = person("pricer");
    address internal confirmer = person("confirmer");
    address internal converter = person("converter");
    address internal treasurer = person("treasurer");
    address internal treasury = person("treasury");
    address internal developer = person("developer");
    address internal issuer = person("issuer");
    address internal suspender = person("suspender");
    address internal anchorer = person("anchorer");
    address internal upgrader = person("upgrader");
    address internal operator = person("operator");
    address internal stranger = person("stranger");
    address internal alice = vm.addr(ALICE_KEY);
    address internal bob = vm.addr(BOB_KEY);

    CarbonToken internal token;
    CarbonAccount internal accounts;
    CarbonPayment internal payment;
    CarbonStaking internal staking;
    CreditRegistry internal registry;
    CarbonCustody internal custody;

    function setUp() public virtual {
        vm.warp(START);
        vm.roll(1_000);
        token = new CarbonToken(admin);
        accounts = new CarbonAccount(admin, token);
        payment = new CarbonPayment(admin, token, treasury, MAX_PRICE_AGE);
        staking = new CarbonStaking(token, COOLDOWN);
        bytes memory initialization = abi.encodeCall(CreditRegistry.initialize, (admin));
        registry = CreditRegistry(address(new CreditRegistryProxy(address(new CreditRegistry()), initialization)));
        custody = new CarbonCustody(admin, accounts, registry);
        give(token, "MINTER_ROLE", address(accounts));
        give(token, "MINTER_ROLE", address(payment));
        give(token, "MINTER_ROLE", issuer);
        give(token, "PAUSER_ROLE", pauser);
        give(accounts, "REGISTRAR_ROLE", registrar);
        give(accounts, "MINTER_ROLE", crediter);
        give(payment, "PRICE_ROLE", pricer);
        give(payment, "CONFIRMER_ROLE", confirmer);
        give(payment, "CONVERTER_ROLE", converter);
        give(payment, "TREASURER_ROLE", treasurer);
        give(registry, "PROJECT_ROLE", developer);
        give(registry, "MINTER_ROLE", issuer);
        give(registry, "SUSPENDER_ROLE", suspender);
        give(registry, "ANCHOR_ROLE", anchorer);
        give(registry, "UPGRADER_ROLE", upgrader);
        give(custody, "OPERATOR_ROLE", operator);
    }

    function give(IAccessControl where, string memory role, address to) internal {
        vm.prank(admin);
        where.grantRole(keccak256(bytes(role)), to);
    }

    /// @dev The next call must be refused for want of the role.
    function expectMissingRole(address who, string memory role) internal {
        expectUnauthorized(who, keccak256(bytes(role)));
    }

    /// @dev The next call must be refused, since only the admin may make it.
    function expectNotAdmin(address who) internal {
        expectUnauthorized(who, bytes32(0));
    }

    function expectUnauthorized(address who, bytes32 role) private {
        vm.expectRevert(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, who, role));
    }

    function fundCarbon(address to, uint256 amount) internal {
        vm.prank(issuer);
        token.mint(to, amount);
    }

    function register(bytes32 userKey) internal {
        vm.prank(registrar);
        accounts.registerUser(userKey);
    }

    function link(bytes32 userKey, uint256 privateKey) internal {
        bytes memory signature = signLink(userKey, privateKey, accounts.nonces(vm.addr(privateKey)), START + 1 days);
        vm.prank(registrar);
        accounts.linkWallet(userKey, vm.addr(privateKey), START + 1 days, signature);
    }

    function signLink(bytes32 userKey, uint256 privateKey, uint256 nonce, uint256 deadline)
        internal
        view
        returns (bytes memory)
    {
        return signDigest(
            privateKey, linkDigest(userKey, vm.addr(privateKey), nonce, deadline, block.chainid, address(accounts))
        );
    }

    function signDigest(uint256 privateKey, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev EIP-712 written out from the standard, not taken from the contract that it checks.
    function linkDigest(
        bytes32 userKey,
        address wallet,
        uint256 nonce,
        uint256 deadline,
        uint256 chainId,
        address verifier
    ) internal pure returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("EcoCoin CarbonAccount"),
                keccak256("1"),
                chainId,
                verifier
            )
        );
        bytes32 message = keccak256(
            abi.encode(
                keccak256("LinkWallet(bytes32 userKey,address wallet,uint256 nonce,uint256 deadline)"),
                userKey,
                wallet,
                nonce,
                deadline
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }

    function openProject(bytes32 projectKey) internal {
        vm.prank(developer);
        registry.mintProjectRecord(projectKey, "ipfs://forest");
    }

    /// @dev Credits of 2021 in a project that has a record, from a serial block of their own.
    function issueCredits(bytes32 projectKey, address to, uint256 tonnes, string memory ref)
        internal
        returns (uint256 batchId)
    {
        bytes32 sourceRef = keccak256(bytes(ref));
        vm.prank(issuer);
        registry.mint(projectKey, 2021, to, tonnes * 1e18, keccak256(abi.encode("serials", ref)), sourceRef);
        return registry.batchIdOf(projectKey, 2021);
    }
}
