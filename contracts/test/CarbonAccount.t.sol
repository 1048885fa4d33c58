// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {CarbonAccount} from "../src/CarbonAccount.sol";
import {CarbonToken} from "../src/CarbonToken.sol";
import {ReferenceUsed, ZeroAddress, ZeroAmount, ZeroReference} from "../src/Errors.sol";
import {ContractWallet, Refusing} from "./support/Hostile.sol";
import {Platform} from "./support/Platform.sol";
import {vm} from "./support/Test.sol";

contract CarbonAccountTest is Platform {
    bytes32 private constant REF = keccak256("credit 1");

    function setUp() public override {
        super.setUp();
        register(ALICE_USER);
        register(BOB_USER);
    }

    function test_refusesAdminOrTokenOfZero() public {
        vm.expectRevert(ZeroAddress.selector);
        new CarbonAccount(address(0), token);
        vm.expectRevert(ZeroAddress.selector);
        new CarbonAccount(admin, CarbonToken(address(0)));
    }

    function test_registersAUserOnce() public {
        bytes32 key = keccak256("user: carol");
        vm.assertFalse(accounts.isRegistered(key));
        vm.expectEmit(address(accounts));
        emit CarbonAccount.UserRegistered(key);
        register(key);
        vm.assertTrue(accounts.isRegistered(key));
        vm.expectRevert(abi.encodeWithSelector(CarbonAccount.UserAlreadyRegistered.selector, key));
        register(key);
    }

    function test_refusesToRegisterNobodyOrWithoutTheRole() public {
        vm.expectRevert(ZeroReference.selector);
        register(bytes32(0));
        expectMissingRole(admin, "REGISTRAR_ROLE");
        vm.prank(admin);
        accounts.registerUser(keccak256("user: carol"));
    }

    function test_linksAWalletThatSigned() public {
        vm.expectEmit(address(accounts));
        emit CarbonAccount.WalletLinked(ALICE_USER, alice);
        link(ALICE_USER, ALICE_KEY);
        vm.assertEq(accounts.userOf(alice), ALICE_USER);
        vm.assertEq(accounts.userOf(bob), bytes32(0));
        vm.assertEq(accounts.nonces(alice), 1);
    }

    function test_linksAContractWalletByErc1271() public {
        address wallet = address(new ContractWallet(alice));
        bytes32 digest = linkDigest(ALICE_USER, wallet, 0, START, block.chainid, address(accounts));
        refuseLink(ALICE_USER, wallet, START, signDigest(BOB_KEY, digest));
        vm.prank(registrar);
        accounts.linkWallet(ALICE_USER, wallet, START, signDigest(ALICE_KEY, digest));
        vm.assertEq(accounts.userOf(wallet), ALICE_USER);
    }

    function test_refusesAContractThatKnowsNoSignatures() public {
        address wallet = address(new Refusing());
        bytes32 digest = linkDigest(ALICE_USER, wallet, 0, START, block.chainid, address(accounts));
        refuseLink(ALICE_USER, wallet, START, signDigest(ALICE_KEY, digest));
    }

    function test_refusesTheZeroAddressAsAWallet() public {
        // ecrecover answers zero for what is no signature.
        refuseLink(ALICE_USER, address(0), START, new bytes(65));
        refuseLink(ALICE_USER, address(0), START, "");
    }

    function test_refusesToLinkWithoutTheRole() public {
        bytes memory signature = signLink(ALICE_USER, ALICE_KEY, 0, START);
        expectMissingRole(alice, "REGISTRAR_ROLE");
        vm.prank(alice);
        accounts.linkWallet(ALICE_USER, alice, START, signature);
    }

    function test_refusesASignatureAfterItsDeadline() public {
        bytes memory signature = signLink(ALICE_USER, ALICE_KEY, 0, START);
        vm.warp(START + 1);
        vm.expectRevert(abi.encodeWithSelector(CarbonAccount.SignatureExpired.selector, START));
        vm.prank(registrar);
        accounts.linkWallet(ALICE_USER, alice, START, signature);
    }

    function test_refusesASignatureForAnythingElse() public {
        bytes memory signature = signLink(ALICE_USER, ALICE_KEY, 0, START);
        refuseLink(BOB_USER, alice, START, signature);
        refuseLink(ALICE_USER, bob, START, signature);
        refuseLink(ALICE_USER, alice, START + 1, signature);
        refuseLink(ALICE_USER, alice, START, signLink(ALICE_USER, ALICE_KEY, 1, START));
        refuseLink(ALICE_USER, alice, START, signDigest(ALICE_KEY, keccak256("something else")));
        refuseLink(ALICE_USER, alice, START, "");
    }

    function test_refusesASignatureOfAnotherChain() public {
        bytes memory signature = signLink(ALICE_USER, ALICE_KEY, 0, START);
        vm.chainId(block.chainid + 1);
        refuseLink(ALICE_USER, alice, START, signature);
    }

    function test_refusesASignatureForAnotherContract() public {
        CarbonAccount other = new CarbonAccount(admin, token);
        bytes32 digest = linkDigest(ALICE_USER, alice, 0, START, block.chainid, address(other));
        refuseLink(ALICE_USER, alice, START, signDigest(ALICE_KEY, digest));
    }

    function test_refusesTheOtherFormOfASignature() public {
        // (r, n - s) with the other parity recovers the same address: a second signature out of one.
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        bytes32 digest = linkDigest(ALICE_USER, alice, 0, START, block.chainid, address(accounts));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, digest);
        bytes memory twin = abi.encodePacked(r, bytes32(order - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        refuseLink(ALICE_USER, alice, START, twin);
    }

    function test_refusesAUserWhoIsNotRegistered() public {
        bytes32 nobody = keccak256("user: nobody");
        bytes memory signature = signLink(nobody, ALICE_KEY, 0, START);
        vm.expectRevert(abi.encodeWithSelector(CarbonAccount.UserNotRegistered.selector, nobody));
        vm.prank(registrar);
        accounts.linkWallet(nobody, alice, START, signature);
    }

    function test_aWalletHasOneUser() public {
        link(ALICE_USER, ALICE_KEY);
        bytes memory signature = signLink(BOB_USER, ALICE_KEY, 1, START);
        vm.expectRevert(abi.encodeWithSelector(CarbonAccount.WalletAlreadyLinked.selector, alice, ALICE_USER));
        vm.prank(registrar);
        accounts.linkWallet(BOB_USER, alice, START, signature);
    }

    function test_aUserHasManyWallets() public {
        link(ALICE_USER, ALICE_KEY);
        link(ALICE_USER, BOB_KEY);
        vm.assertEq(accounts.userOf(alice), ALICE_USER);
        vm.assertEq(accounts.userOf(bob), ALICE_USER);
    }

    function test_aSignatureLinksOnce() public {
        bytes memory signature = signLink(ALICE_USER, ALICE_KEY, 0, START);
        vm.prank(registrar);
        accounts.linkWallet(ALICE_USER, alice, START, signature);
        vm.prank(alice);
        accounts.unlinkWallet(alice);
        refuseLink(ALICE_USER, alice, START, signature);
    }

    function test_unlinkingKillsSignaturesThatWereNotUsedYet() public {
        link(ALICE_USER, ALICE_KEY);
        bytes memory kept = signLink(ALICE_USER, ALICE_KEY, accounts.nonces(alice), START + 1 days);
        vm.prank(alice);
        accounts.unlinkWallet(alice);
        refuseLink(ALICE_USER, alice, START + 1 days, kept);
    }

    function test_theWalletAndTheRegistrarMayUnlink() public {
        link(ALICE_USER, ALICE_KEY);
        vm.expectEmit(address(accounts));
        emit CarbonAccount.WalletUnlinked(ALICE_USER, alice);
        vm.prank(alice);
        accounts.unlinkWallet(alice);
        vm.assertEq(accounts.userOf(alice), bytes32(0));
        link(BOB_USER, ALICE_KEY);
        vm.prank(registrar);
        accounts.unlinkWallet(alice);
        vm.assertEq(accounts.userOf(alice), bytes32(0));
    }

    function test_refusesToUnlinkForOthersOrWhatIsNotLinked() public {
        link(ALICE_USER, ALICE_KEY);
        vm.expectRevert(abi.encodeWithSelector(CarbonAccount.UnlinkForbidden.selector, bob, alice));
        vm.prank(bob);
        accounts.unlinkWallet(alice);
        vm.expectRevert(abi.encodeWithSelector(CarbonAccount.WalletNotLinked.selector, bob));
        vm.prank(bob);
        accounts.unlinkWallet(bob);
    }

    function test_creditsALinkedWalletOncePerReference() public {
        link(ALICE_USER, ALICE_KEY);
        link(BOB_USER, BOB_KEY);
        vm.assertFalse(accounts.isCredited(REF));
        vm.expectEmit(address(accounts));
        emit CarbonAccount.CarbonCredited(ALICE_USER, alice, 5e18, REF);
        credit(alice, 5e18, REF);
        vm.assertTrue(accounts.isCredited(REF));
        vm.assertEq(token.balanceOf(alice), 5e18);
        vm.expectRevert(abi.encodeWithSelector(ReferenceUsed.selector, REF));
        credit(alice, 5e18, REF);
        vm.expectRevert(abi.encodeWithSelector(ReferenceUsed.selector, REF));
        credit(bob, 1, REF);
        vm.assertEq(token.totalSupply(), 5e18);
    }

    function test_refusesCreditsThatMeanNothing() public {
        link(ALICE_USER, ALICE_KEY);
        vm.expectRevert(ZeroAmount.selector);
        credit(alice, 0, REF);
        vm.expectRevert(ZeroReference.selector);
        credit(alice, 1, bytes32(0));
        vm.expectRevert(abi.encodeWithSelector(CarbonAccount.WalletNotLinked.selector, bob));
        credit(bob, 1, REF);
        expectMissingRole(registrar, "MINTER_ROLE");
        vm.prank(registrar);
        accounts.creditCarbon(alice, 1, REF);
    }

    function test_aRefusedCreditLeavesItsReferenceUnused() public {
        link(ALICE_USER, ALICE_KEY);
        vm.prank(pauser);
        token.pause();
        vm.expectRevert(Pausable.EnforcedPause.selector);
        credit(alice, 1, REF);
        vm.prank(pauser);
        token.unpause();
        credit(alice, 1, REF);
        vm.assertEq(token.balanceOf(alice), 1);
    }

    function testFuzz_onlyTheWalletsOwnKeyLinksIt(uint256 key, uint256 otherKey, bytes32 userKey, uint32 ahead) public {
        key = 1 + (key % 1e60);
        otherKey = 1 + (otherKey % 1e60);
        vm.assume(key != otherKey && userKey != bytes32(0) && !accounts.isRegistered(userKey));
        register(userKey);
        address wallet = vm.addr(key);
        uint256 deadline = START + ahead;
        bytes32 digest = linkDigest(userKey, wallet, 0, deadline, block.chainid, address(accounts));
        refuseLink(userKey, wallet, deadline, signDigest(otherKey, digest));
        vm.prank(registrar);
        accounts.linkWallet(userKey, wallet, deadline, signDigest(key, digest));
        vm.assertEq(accounts.userOf(wallet), userKey);
    }

    function credit(address wallet, uint256 amount, bytes32 ref) private {
        vm.prank(crediter);
        accounts.creditCarbon(wallet, amount, ref);
    }

    function refuseLink(bytes32 userKey, address wallet, uint256 deadline, bytes memory signature) private {
        vm.expectRevert(abi.encodeWithSelector(CarbonAccount.InvalidWalletSignature.selector, wallet));
        vm.prank(registrar);
        accounts.linkWallet(userKey, wallet, deadline, signature);
    }
}
